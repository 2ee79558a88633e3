// Reads records, one JSON object a line, and puts every construct that a compiler to Lua has to invent
// something for to work on them: classes, accessors, generators, spread, destructuring, closures, Map
// and Set, promises, exceptions. Broken lines are part of the input.
import { check, checkCount, inputLines, say } from "./checks";
import { Graph, Heap, LinkedList, RecentCache } from "./collections";
import { EvaluationError, ExpressionParser, Name, Node, runSteps, Step } from "./expressions";
import { Json, JsonError, JsonList, JsonObject, JsonParser, writeJson } from "./json";

class Entry {
    private static made = 0;
    readonly serial = ++Entry.made;
    constructor(readonly id: number, readonly name: string, readonly price: number,
                readonly tags: string[], readonly formula: string, readonly links: number[]) {}

    static from(json: Json): Entry {
        if (!(json instanceof JsonObject)) throw new TypeError("no object");
        const field = <T extends Json>(name: string, fallback: T): T => (json.fields.get(name) ?? fallback) as T;
        const list = <T>(name: string): T[] => field(name, new JsonList()).items as unknown as T[];
        return new Entry(field("id", 0), field("name", "?"), field("price", 0), list("tags"), field("formula", "0"), list("links"));
    }

    static get total(): number { return Entry.made; }
    get scope(): Map<string, number> {
        return new Map(Object.entries({ id: this.id, price: this.price, tags: this.tags.length }));
    }
}

function readEntries(lines: string[]): Entry[] {
    const entries: Entry[] = [];
    const errors = new Map<string, number>();
    lines.forEach((line, number) => {
        try {
            const json = JsonParser.parse(line);
            const text = writeJson(json);
            check(writeJson(JsonParser.parse(text)) === text, `line ${number} written and read`);
            entries.push(Entry.from(json));
        } catch (e) {
            if (e instanceof JsonError) {
                const kind = e.message.split(" at ")[0];
                errors.set(kind, (errors.get(kind) ?? 0) + 1);
                check(e.position >= 0 && e.position <= line.length, "position inside the line");
                if (number % 97 === 0) say("line", number, e.message);
            } else if (e instanceof TypeError) {
                say("line", number, e.message);
            } else {
                throw e;
            }
        }
    });
    for (const [kind, count] of [...errors].sort(([a], [b]) => (a < b ? -1 : 1))) say("error", kind, count);
    check(Entry.total === entries.length, "one serial number an entry");
    return entries;
}

function evaluateFormulas(entries: Entry[]): void {
    const parsed = new RecentCache<string, Node>(32);
    const outcomes: Record<string, number> = {};
    let sum = 0;
    for (const entry of entries) {
        let kind = "fine";
        try {
            const node = parsed.get(entry.formula, ExpressionParser.parse);
            const steps: Step[] = [];
            node.compile(steps);
            const value = node.evaluate(entry.scope);
            check(runSteps(steps, entry.scope) === value, `stack machine: ${entry.formula}`);
            check(Math.abs(node.simplify().evaluate(entry.scope) - value) < 1e-9, `simplified: ${entry.formula}`);
            check(ExpressionParser.parse(node.toString()).toString() === node.toString(), "printed and read");
            const names = new Set([...node.walk()].filter((n): n is Name => n instanceof Name).map(n => n.name));
            check([...names].every(name => entry.scope.has(name)), "only known names");
            sum += value;
            if (entry.serial % 100 === 0) say(entry.serial, node.simplify().toString(), value);
        } catch (e) {
            if (e instanceof EvaluationError) kind = e.kind;
            else if (e instanceof SyntaxError) kind = "syntax";
            else throw e;
        } finally {
            outcomes[kind] = (outcomes[kind] ?? 0) + 1;
        }
    }
    for (const kind of Object.keys(outcomes).sort()) say("formula", kind, outcomes[kind]);
    say("sum", sum, "cache", parsed.hits, parsed.keys().length);
}

function sortAndGroup(entries: Entry[]): void {
    const heap = new Heap<Entry>((a, b) => a.price < b.price || (a.price === b.price && a.serial < b.serial), ...entries.slice(0, 50));
    entries.slice(50).forEach(entry => heap.add(entry));
    const drained = [...heap.drain()];
    const sorted = [...entries].sort((a, b) => (a.price !== b.price ? a.price - b.price : a.serial - b.serial));
    check(drained.length === sorted.length && heap.size === 0, "everything comes out");
    drained.forEach((entry, i) => check(entry === sorted[i], "heap and sort agree"));

    const groups = new Map<string, Entry[]>();
    for (const entry of entries) {
        for (const tag of new Set(entry.tags)) groups.set(tag, [...(groups.get(tag) ?? []), entry]);
    }
    const graph = new Graph();
    for (const { id, links } of entries) links.forEach(to => graph.connect(id, to));
    for (const [tag, members] of [...groups.entries()].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
        const { price, name } = members.reduce((best, entry) => (entry.price > best.price ? entry : best));
        say("tag", tag.toUpperCase(), members.length, name, price);
    }
    const [largest, ...others] = graph.components();
    say("components", largest, others.length);
    const words = LinkedList.of(...entries.slice(0, 20)).map((entry, i) => `${i}:${entry.name.trim().padStart(8, ".")}`);
    say([...words].join("|"));
}

/** Work that is finished later, in an order of its own. */
class Later {
    private readonly waiting: { due: number; run: () => void }[] = [];
    after<T>(due: number, make: () => T): Promise<T> {
        return new Promise((resolve, reject) => {
            this.waiting.push({ due, run: () => { try { resolve(make()); } catch (e) { reject(e); } } });
        });
    }
    async run(): Promise<number> {
        let done = 0;
        this.waiting.sort((a, b) => a.due - b.due);
        for (const { run } of this.waiting) {
            run();
            done++;
            await undefined;
        }
        return done;
    }
}

async function awaitThem(entries: Entry[]): Promise<void> {
    const later = new Later();
    async function priceOf(entry: Entry): Promise<number> {
        const price = await later.after((entry.serial * 7919) % 1009, () => {
            if (entry.tags.includes("broken")) throw new RangeError(entry.name);
            return entry.price;
        });
        return price * 2;
    }
    async function orZero(entry: Entry): Promise<number> {
        try {
            return await priceOf(entry);
        } catch (e) {
            return e instanceof RangeError ? -1 : 0;
        }
    }
    const all = Promise.all(entries.map(orZero));
    const done = await later.run();
    const prices = await all;
    check(done === entries.length, "everything ran");
    prices.forEach((price, i) => check(price === (entries[i].tags.includes("broken") ? -1 : 2 * entries[i].price), "its own price"));
    say("awaited", prices.reduce((a, b) => a + b, 0), prices.filter(p => p < 0).length);
}

function* chunks<T>(items: T[], size: number): Generator<T[], void, unknown> {
    for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

async function main(): Promise<void> {
    const lines = inputLines();
    const entries = readEntries(lines);
    evaluateFormulas(entries);
    sortAndGroup(entries);
    await awaitThem(entries);
    let chunked = 0;
    for (const [index, chunk] of [...chunks(entries, 64)].entries()) chunked += index * chunk.length;
    say("lines", lines.length, "entries", entries.length, "chunked", chunked);
    say(`${checkCount()} assertions`);
}

main().catch(e => say("failed", `${e}`));
