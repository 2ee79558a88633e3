"""What one section of the benchmark found, and its form in a file: every raw sample."""
import dataclasses
import json

from measure import Sample


@dataclasses.dataclass
class Result:
    section: str
    tables: dict = dataclasses.field(default_factory=dict)  # table -> row -> engine -> [Sample]
    facts: dict = dataclasses.field(default_factory=dict)   # what is no sample: counts, sizes, texts
    texts: dict = dataclasses.field(default_factory=dict)   # title -> what a measuring program of Strata printed
    seconds: float = 0.0                                    # that the section took


def to_json(machine, results):
    return json.dumps({"machine": machine, "results": {name: dataclasses.asdict(r) for name, r in results.items()}}, indent=1)


def from_json(text):
    """(machine, section -> Result)"""
    stored = json.loads(text)
    results = {}
    for name, fields in stored["results"].items():
        result = Result(**fields)
        result.tables = {table: {row: {engine: [Sample(**sample) for sample in samples] for engine, samples in engines.items()}
                                 for row, engines in rows.items()} for table, rows in result.tables.items()}
        results[name] = result
    return stored["machine"], results
