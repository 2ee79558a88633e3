"""Makes what the utilities and the start-up programs work on: texts, tables, logs and large sources. Everything
follows from a fixed seed, so that every machine measures the same work. SIZES holds the amount per kind of input."""
import pathlib

# Kind -> units (see its maker) in the tests and otherwise. Full ones give 5 to 200 ms of work in lua5.4.
SIZES = {"text": (2_000, 1_000_000), "json": (20, 5_300), "orders": (40, 5_000), "log": (40, 4_000),
         "markdown": (5, 450), "formulas": (40, 3_000), "old": (60, 500), "new": (60, 500), "stock": (10, 1_500),
         "puzzles": (1, 30), "source": (80, 8_000)}
WORDS = ("the of and to in is that it was for on are as with his they at be this from have or by one had not but what all were "
         "when we there can an your which their said if do will each about how up out them then she many some so these would "
         "other into has more her two like him see time could no make than first been its who now people my made over did down "
         "only way find use may water long little very after words called just where most know get through back much before").split()
EVERY_NTH_RUNS = 100  # of the functions of a large source


class Numbers:
    """A small generator of its own: those of libraries change between versions."""
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = self.state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        return (self.state >> 33) % limit

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def word(self):
        """Frequent words more often; one in eight is a rare one."""
        if self.below(8) == 0:
            return self.pick("bcdfghklmnprst") + self.pick("aeiou") + self.pick("lmnrst") + self.pick(("er", "ing", "ed", "a", "o"))
        return WORDS[min(self.below(len(WORDS)), self.below(len(WORDS)))]

    def sentence(self, low=5, spread=12):
        words = [self.word() for _ in range(low + self.below(spread))]
        return " ".join(words).capitalize() + "."


def text(numbers, size):
    lines, length = [], 0
    while length < size:
        line = " ".join(numbers.sentence() for _ in range(1 + numbers.below(2)))
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines) + "\n"


def json(numbers, records):
    rows = []
    for number in range(records):
        tags = ", ".join(f'"{numbers.word()}"' for _ in range(numbers.below(5)))
        rows.append(f'{{"id": {number}, "name": "{numbers.word()} \\"{numbers.word()}\\"", "price": {numbers.below(10000) / 100}, '
                    f'"sold": {("true", "false", "null")[numbers.below(3)]}, "tags": [{tags}], '
                    f'"size": {{"width": {numbers.below(500)}, "height": {-numbers.below(500)}}}, "note": "{numbers.sentence()}"}}')
    return "[" + ",\n".join(rows) + "]\n"


def orders(numbers, rows):
    lines = ["order,region,product,pieces,cents,remark"]
    for number in range(rows):
        remark = f'"{numbers.sentence(2, 4)} Said ""{numbers.word()}"", later"' if numbers.below(3) == 0 else numbers.word()
        pieces = "" if numbers.below(50) == 0 else 1 + numbers.below(40)
        lines.append(f"{number},{numbers.pick(('north', 'south', 'east', 'west'))},{numbers.pick(WORDS[:40])},{pieces},{numbers.below(90000)},{remark}")
    return "\n".join(lines) + "\n"


def log(numbers, requests):
    lines = []
    for number in range(requests):
        if numbers.below(200) == 0:
            lines.append("\\x16\\x03\\x01 what is this")
            continue
        client = f"10.{numbers.below(4)}.{numbers.below(20)}.{numbers.below(20)}"
        path = f"/{numbers.word()}/{numbers.word()}" + (f"?page={numbers.below(90)}" if numbers.below(4) == 0 else "")
        hour = number * 24 // requests
        lines.append(f'{client} - - [{1 + numbers.below(28):02}/Mar/2026:{hour:02}:{numbers.below(60):02}:{numbers.below(60):02} +0000] '
                     f'"{numbers.pick(("GET", "GET", "GET", "POST"))} {path} HTTP/1.1" {numbers.pick((200, 200, 200, 304, 404, 500))} '
                     f'{numbers.below(50000)} "-" "reader/{numbers.below(9)}.0"')
    return "\n".join(lines) + "\n"


def markdown(numbers, sections):
    parts = []
    for number in range(sections):
        parts.append(f"{'#' * (1 + numbers.below(3))} {numbers.sentence(2, 4)}\n")
        parts.append(f"{numbers.sentence()} **{numbers.word()} {numbers.word()}** and *{numbers.word()}*\n"
                     f"{numbers.sentence()} See [{numbers.word()}](#h{number}) or `{numbers.word()} < {numbers.word()}`.\n")
        parts.append("".join(f"{numbers.pick(('-', '-', '1.'))} {numbers.sentence(3, 5)}\n" for _ in range(numbers.below(6))))
        if numbers.below(3) == 0:
            parts.append(f"```\nif {numbers.word()} < 3 & more then {numbers.word()}()\n```\n")
    return "\n".join(parts)


def formulas(numbers, lines):
    def value(depth):
        kind = numbers.below(8 if depth > 0 else 3)
        if kind < 2:
            return str(numbers.below(1000))
        if kind == 2:
            return numbers.pick("abcdef")
        if kind == 3:
            return f"{numbers.pick(('max', 'min', 'sum'))}({value(depth - 1)}, {value(depth - 1)}, {value(0)})"
        return f"({value(depth - 1)} {numbers.pick('+-*/%')} {value(depth - 1)})"
    first = [f"{name} = {number + 2}" for number, name in enumerate("abcdef")]
    rest = [(f"{numbers.pick('abcdef')} = " if numbers.below(3) == 0 else "") + f"{value(3)} % 1000 + 1" for _ in range(lines)]
    return "\n".join(first + rest) + "\n"


def two_versions(lines):
    numbers = Numbers(11)
    old = [numbers.sentence(2, 4) if numbers.below(4) else "end" for _ in range(lines)]
    new = []
    for line in old:
        change = numbers.below(12)
        if change != 0:
            new.append(line)
        if change < 2:
            new.append(numbers.sentence(2, 4))
    return "\n".join(old) + "\n", "\n".join(new) + "\n"


def old(_, lines):
    return two_versions(lines)[0]


def new(_, lines):
    return two_versions(lines)[1]


def stock(numbers, rows):
    return "".join(f"{numbers.word()} & {numbers.word()}\t{numbers.below(9999) / 100}\t{numbers.below(20)}\t"
                   f"{','.join(numbers.word() for _ in range(numbers.below(6)))}\n" for _ in range(rows))


def puzzles(numbers, count):
    def shuffled(items):
        items = list(items)
        return [items.pop(numbers.below(len(items))) for _ in range(len(items))]
    lines = []
    for _ in range(count):
        digits = shuffled("123456789")
        rows = [3 * band + row for band in shuffled(range(3)) for row in shuffled(range(3))]
        columns = [3 * band + column for band in shuffled(range(3)) for column in shuffled(range(3))]
        cells = [digits[(3 * (r % 3) + r // 3 + c) % 9] for r in rows for c in columns]
        for cell in shuffled(range(81))[:51]:
            cells[cell] = "0"
        lines.append("".join(cells))
    return "\n".join(lines) + "\n"


FUNCTION = """function F.{name}(a, b)
  local list = {{a, b, {c}, name = "{word}"}}
  if a % {d} == 0 then list.name = "{other}" .. b end
  for i = 1, #list do b = b + list[i] * {e} end
  return b % 65536 + #list.name
end"""


def source(numbers, functions):
    """A Lua program of so many functions of 6 lines, few of which run; it checks its own result."""
    parts, total = ["local F = {}"], 0
    for number in range(1, functions + 1):
        c, d, e, word, other = numbers.below(100), 2 + numbers.below(9), 1 + numbers.below(50), numbers.word(), numbers.word()
        if number % 4 == 0:
            parts.append(f"-- {numbers.sentence()}")
        parts.append(FUNCTION.format(name=f"{word}_{number}", c=c, d=d, e=e, word=word, other=other))
        if number % EVERY_NTH_RUNS == 1:
            parts.append(f"F[{number}] = F.{word}_{number}")
            a, b = number, number + 1
            name = f"{other}{b}" if a % d == 0 else word
            for item in (a, b, c):
                b += item * e
            total += b % 65536 + len(name)
    parts += ["local total = 0", f"for i = 1, {functions}, {EVERY_NTH_RUNS} do total = total + F[i](i, i + 1) end",
              "print(total)", f'assert(total == {total}, "wrong result")']
    return "\n".join(parts) + "\n"


MAKERS = {"text": text, "json": json, "orders": orders, "log": log, "markdown": markdown, "formulas": formulas, "old": old,
          "new": new, "stock": stock, "puzzles": puzzles, "source": source}


def make(folder, kind, tiny):
    """The path of an input, made when it is not there yet."""
    size = SIZES[kind][0 if tiny else 1]
    path = pathlib.Path(folder) / f"{kind}-{size}{'.lua' if kind == 'source' else ''}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MAKERS[kind](Numbers(len(kind)), size))
    return path
