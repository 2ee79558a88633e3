// Expressions such as `(price - 2) * count / max(a, 3)`: a precedence parser, a class per node with
// evaluation, simplification and printing by virtual methods, and a compiler to a small stack machine.

export type Scope = ReadonlyMap<string, number>;

export class EvaluationError extends Error {
    constructor(readonly kind: "unknown name" | "division by zero" | "unknown function", readonly detail: string) {
        super(`${kind}: ${detail}`);
    }
}

export type Step =
    | { op: "push"; value: number }
    | { op: "load"; name: string }
    | { op: "binary"; symbol: string }
    | { op: "call"; name: string; count: number };

export abstract class Node {
    abstract evaluate(scope: Scope): number;
    abstract toString(): string;
    abstract compile(into: Step[]): void;
    simplify(): Node { return this; }
    get constant(): number | undefined { return undefined; }
    *walk(): IterableIterator<Node> { yield this; }
}

export class Constant extends Node {
    constructor(readonly value: number) { super(); }
    evaluate(): number { return this.value; }
    toString(): string { return Math.floor(this.value) === this.value ? `${Math.floor(this.value)}` : `${this.value}`; }
    compile(into: Step[]): void { into.push({ op: "push", value: this.value }); }
    override get constant(): number { return this.value; }
}

export class Name extends Node {
    constructor(readonly name: string) { super(); }
    evaluate(scope: Scope): number {
        const value = scope.get(this.name);
        if (value === undefined) throw new EvaluationError("unknown name", this.name);
        return value;
    }
    toString(): string { return this.name; }
    compile(into: Step[]): void { into.push({ op: "load", name: this.name }); }
}

const operations: { [symbol: string]: { level: number; apply: (a: number, b: number) => number } } = {
    "+": { level: 1, apply: (a, b) => a + b },
    "-": { level: 1, apply: (a, b) => a - b },
    "*": { level: 2, apply: (a, b) => a * b },
    "/": {
        level: 2,
        apply: (a, b) => {
            if (b === 0) throw new EvaluationError("division by zero", "/");
            return a / b;
        },
    },
};

const functions = new Map<string, (...values: number[]) => number>([
    ["max", (...values) => Math.max(...values)],
    ["min", (first, ...rest) => rest.reduce((a, b) => (b < a ? b : a), first)],
    ["sum", (...values) => values.reduce((a, b) => a + b, 0)],
    ["clamp", (x, low = 0, high = 100) => (x < low ? low : x > high ? high : x)],
]);

export class Binary extends Node {
    constructor(readonly symbol: string, readonly left: Node, readonly right: Node) { super(); }
    evaluate(scope: Scope): number {
        return operations[this.symbol].apply(this.left.evaluate(scope), this.right.evaluate(scope));
    }
    toString(): string { return `(${this.left} ${this.symbol} ${this.right})`; }
    compile(into: Step[]): void {
        this.left.compile(into);
        this.right.compile(into);
        into.push({ op: "binary", symbol: this.symbol });
    }
    override simplify(): Node {
        const [left, right] = [this.left.simplify(), this.right.simplify()];
        const [a, b] = [left.constant, right.constant];
        if (a !== undefined && b !== undefined && !(this.symbol === "/" && b === 0)) {
            return new Constant(operations[this.symbol].apply(a, b));
        }
        if (this.symbol === "*" && (a ?? b) === 1) return a === 1 ? right : left;
        if (this.symbol === "+" && (a ?? b) === 0) return a === 0 ? right : left;
        return new Binary(this.symbol, left, right);
    }
    override *walk(): IterableIterator<Node> {
        yield* super.walk();
        yield* this.left.walk();
        yield* this.right.walk();
    }
}

export class Call extends Node {
    readonly values: Node[];
    constructor(readonly name: string, ...values: Node[]) {
        super();
        this.values = values;
    }
    evaluate(scope: Scope): number {
        return callFunction(this.name, this.values.map(value => value.evaluate(scope)));
    }
    toString(): string { return `${this.name}(${this.values.join(", ")})`; }
    compile(into: Step[]): void {
        for (const value of this.values) value.compile(into);
        into.push({ op: "call", name: this.name, count: this.values.length });
    }
    override simplify(): Node { return new Call(this.name, ...this.values.map(value => value.simplify())); }
    override *walk(): IterableIterator<Node> {
        yield this;
        for (const value of this.values) yield* value.walk();
    }
}

function callFunction(name: string, values: number[]): number {
    const f = functions.get(name);
    if (!f) throw new EvaluationError("unknown function", name);
    return f(...values);
}

export class ExpressionParser {
    private at = 0;
    constructor(private readonly text: string) {}

    static parse(text: string): Node {
        const parser = new ExpressionParser(text);
        const node = parser.binary(1);
        if (parser.peek() !== "") throw new SyntaxError(`unexpected ${parser.peek()}`);
        return node;
    }

    private peek(): string {
        while (this.text.charAt(this.at) === " ") this.at++;
        return this.text.charAt(this.at);
    }

    private word(accept: string): string {
        const start = this.at;
        while (this.at < this.text.length && accept.includes(this.text.charAt(this.at))) this.at++;
        return this.text.slice(start, this.at);
    }

    private binary(level: number): Node {
        let left = this.primary();
        for (;;) {
            const symbol = this.peek();
            const operation = operations[symbol];
            if (!operation || operation.level < level) return left;
            this.at++;
            left = new Binary(symbol, left, this.binary(operation.level + 1));
        }
    }

    private primary(): Node {
        const c = this.peek();
        if (c === "(") {
            this.at++;
            const inner = this.binary(1);
            this.close();
            return inner;
        }
        const digits = this.word("0123456789.");
        if (digits !== "") return new Constant(Number(digits));
        const name = this.word("abcdefghijklmnopqrstuvwxyz");
        if (name === "") throw new SyntaxError(`unexpected ${c === "" ? "end" : c}`);
        return this.peek() === "(" ? this.call(name) : new Name(name);
    }

    private call(name: string): Node {
        const values: Node[] = [];
        do {
            this.at++;
            values.push(this.binary(1));
        } while (this.peek() === ",");
        this.close();
        return new Call(name, ...values);
    }

    private close(): void {
        if (this.peek() !== ")") throw new SyntaxError("missing )");
        this.at++;
    }
}

/** The stack machine: what compile() made gives what evaluate() gives. */
export function runSteps(steps: readonly Step[], scope: Scope): number {
    const stack: number[] = [];
    for (const step of steps) {
        switch (step.op) {
            case "push":
                stack.push(step.value);
                break;
            case "load":
                stack.push(new Name(step.name).evaluate(scope));
                break;
            case "binary": {
                const right = stack.pop()!;
                const left = stack.pop()!;
                stack.push(operations[step.symbol].apply(left, right));
                break;
            }
            case "call": {
                // Not inside push(): the compiler to Lua looks at the length before it evaluates the value.
                const result = callFunction(step.name, stack.splice(stack.length - step.count, step.count));
                stack.push(result);
                break;
            }
        }
    }
    return stack[0];
}
