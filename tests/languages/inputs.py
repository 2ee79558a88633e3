"""The input of the programs in this folder: random, but the same in every run."""
import json
import random

WORDS = [a + b for a in ("sand", "river", "lamp", "cloud", "tin", "olive", "rope", "quartz")
         for b in ("", "stone", "er", "wood", "light", "y")]
NAMES = ["anna", "bela", "cora", "dan", "emil", "fritz"]


def formula(rng, depth, leaves, calls=()):
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(leaves)
    inner = lambda: formula(rng, depth - 1, leaves, calls)
    if calls and rng.random() < 0.2:
        return f"{rng.choice(calls)}({', '.join(inner() for _ in range(rng.randint(1, 3)))})"
    text = f"{inner()} {rng.choice('+-*/')} {inner()}"
    return f"({text})" if rng.random() < 0.5 else text


def damaged(rng, text):
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(["", "?", "}", '"', ","]) + text[at + 1:]


def records(lines):
    """JSON records, a line each; some are damaged."""
    rng = random.Random(54)
    for i in range(lines):
        record = {"id": i, "name": f"{rng.choice(WORDS)} \"{i}\"\t\\", "price": rng.randrange(4000) / 8,
                  "tags": rng.sample(WORDS[:20] + ["broken"], rng.randint(0, 4)),
                  "formula": formula(rng, rng.randint(1, 4), ["id", "price", "tags", "2", "3.5", "10", "0"],
                                     ["max", "min", "sum", "clamp"]),
                  "links": rng.sample(range(max(1, i - 40), i + 1), min(i, rng.choice([0, 0, 1, 1, 2]))),
                  "more": {"deep": [[i, -i], {"none": None, "yes": True}], "exponent": 1e3}}
        kind = rng.random()
        if kind < 0.03:
            record["formula"] = rng.choice(["price +", "(id", "unknown * 2", "none(3)", "1 $ 2"])
        text = json.dumps(record)
        yield damaged(rng, text) if kind > 0.92 else "[1, 2, 3]" if kind > 0.915 else text


def sudoku(rng):
    """A solved grid with its rows, columns and digits shuffled, and two thirds of the cells left."""
    shuffled = lambda: [3 * band + i for band in rng.sample(range(3), 3) for i in rng.sample(range(3), 3)]
    rows, columns, digits = shuffled(), shuffled(), rng.sample("123456789", 9)
    cells = [digits[(3 * (r % 3) + r // 3 + c) % 9] for r in rows for c in columns]
    for i in rng.sample(range(81), rng.randint(40, 56)):
        cells[i] = "."
    if rng.random() < 0.2:
        cells[rng.randrange(81)] = rng.choice("123456789")
    return "".join(cells)


def maze(rng):
    width, height, walls = rng.randint(8, 18), rng.randint(6, 12), rng.uniform(0.1, 0.35)
    rows = ["".join("#" if rng.random() < walls else rng.choice("123456789") for _ in range(width)) for _ in range(height)]
    rows[0] = "1" + rows[0][1:]
    rows[-1] = rows[-1][:-1] + "1"
    return "/".join(rows)


def commands(lines):
    """Commands of every kind, a line each; some are wrong."""
    rng = random.Random(45)
    amount = lambda most=60: f"{rng.randrange(most)}.{rng.randrange(100):02}"
    for i in range(lines):
        kind = rng.random()
        if kind < 0.02:
            yield f"sudoku {sudoku(rng)}"
        elif kind < 0.06:
            yield f"maze {maze(rng)}"
        elif kind < 0.4:
            text = formula(rng, rng.randint(1, 4), ["x", "x", "y", "2", "0.5", "7", "-x", "0"])
            yield f"derive {damaged(rng, text) if kind > 0.37 else text}"
        elif kind < 0.55:
            yield f"pay {rng.choice(NAMES)} {amount()}"
        elif kind < 0.75:
            yield f"transfer {rng.choice(NAMES)} {rng.choice(NAMES)} {amount(400)}"
        elif kind < 0.98:
            yield "note " + " ".join(rng.choices(WORDS, k=rng.randint(1, 8)))
        else:
            yield rng.choice(["", "sing", "pay anna", "transfer dan dan 1.00", "  note   spaced   out "])
