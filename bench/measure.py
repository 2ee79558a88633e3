"""Runs engines on programs and keeps what each run cost. Every run goes through bench_spawn, so that
its peak memory and start are the engine's own."""
import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

STRATA, INTERPRETED, REFERENCE, OTHER, OTHER_JIT = "strata", "strata interp", "lua5.4", "luajit -joff", "luajit"


@dataclasses.dataclass
class Sample:
    wall_s: float
    cpu_s: float
    peak_kib: int


class Runner:
    def __init__(self, vmrun, also):
        vmrun = pathlib.Path(vmrun).resolve()
        self.spawn = vmrun.parent / "bench_spawn"
        if not self.spawn.exists():
            sys.exit(f"bench: {self.spawn} is missing; it is built with vmrun")
        self.engines = {STRATA: [str(vmrun)], INTERPRETED: [str(vmrun), "--tier=interp"]}
        for name in (REFERENCE, OTHER, OTHER_JIT):
            if shutil.which(name.split()[0]):
                self.engines[name] = name.split()
        for command in also:
            self.engines[command] = command.split()
        self.output = tempfile.NamedTemporaryFile(prefix="bench-")

    def run(self, command):
        """Runs a command; returns its output and Sample."""
        done = subprocess.run([self.spawn, self.output.name, *command], stdout=subprocess.PIPE, text=True, check=True)
        status, wall_us, cpu_us, peak_kib = map(int, done.stdout.split())
        text = pathlib.Path(self.output.name).read_text(errors="replace")
        if status != 0:
            sys.exit(f"bench: status {status} from {' '.join(command)}\n{text}")
        return text, Sample(wall_us / 1e6, cpu_us / 1e6, peak_kib)

    def engines_for(self, program):
        return {name: command for name, command in self.engines.items() if name.split()[0] not in program.without}

    def measure(self, program, size, pairs, names=None):
        """Alternating runs: engine name -> Samples. Every other round runs the engines in reverse order."""
        engines = self.engines_for(program)
        names = [n for n in engines if names is None or n in names]
        samples, expected = {name: [] for name in names}, None
        for pair in range(pairs):
            for name in names if pair % 2 == 0 else reversed(names):
                text, sample = self.run(engines[name] + [str(program.path), str(program.sizes[size])])
                expected = text if expected is None else expected
                if text != expected:
                    sys.exit(f"bench: {program.name}: {name} printed\n{text}where another printed\n{expected}")
                samples[name].append(sample)
        return samples

    def measure_start(self, rounds):
        """Start to end of an empty script, the engines in turn."""
        samples = {name: [] for name in self.engines}
        with tempfile.NamedTemporaryFile(suffix=".lua") as empty:
            for _ in range(rounds):
                for name, command in self.engines.items():
                    samples[name].append(self.run(command + [empty.name])[1])
        return samples
