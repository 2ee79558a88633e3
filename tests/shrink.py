"""Makes a failing text shorter: lines are left out, in ever smaller runs, as long as it still fails."""
import time


def shrink_lines(text, still_fails, seconds=60):
    """`still_fails(text)` must hold for `text`; the shortest found within the time."""
    lines, end = text.split("\n"), time.monotonic() + seconds
    shorter = True
    while shorter:
        shorter = False
        run = max(1, len(lines) // 2)
        while run >= 1:
            at = 0
            while at < len(lines):
                if time.monotonic() > end:
                    return "\n".join(lines)
                rest = lines[:at] + lines[at + run:]
                if still_fails("\n".join(rest)):
                    lines, shorter = rest, True
                else:
                    at += 1 if run <= 8 else run // 2
            run //= 2
    return "\n".join(lines)
