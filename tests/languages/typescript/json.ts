// JSON text to values and back, by a generator of tokens and a recursive parser.

export type Json = null | boolean | number | string | JsonList | JsonObject;
export class JsonList { constructor(public readonly items: Json[] = []) {} }
export class JsonObject { constructor(public readonly fields = new Map<string, Json>()) {} }

export class JsonError extends Error {
    constructor(message: string, public readonly position: number) {
        super(`${message} at ${position}`);
        this.name = "JsonError";
    }
}

type Token = { kind: "mark" | "word" | "number" | "string" | "end"; text: string; position: number };

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\", "/": "/" };
const isDigit = (c: string) => c >= "0" && c <= "9";
const isLetter = (c: string) => c >= "a" && c <= "z";

function* tokens(text: string): Generator<Token, void, undefined> {
    let at = 0;
    const run = (accept: (c: string) => boolean): string => {
        const start = at;
        while (at < text.length && accept(text.charAt(at))) at++;
        return text.substring(start, at);
    };
    while (at < text.length) {
        const position = at;
        const c = text.charAt(at);
        if (c === " " || c === "\t") {
            at++;
            continue;
        }
        switch (c) {
            case "{": case "}": case "[": case "]": case ",": case ":":
                at++;
                yield { kind: "mark", text: c, position };
                break;
            case '"': {
                const parts: string[] = [];
                at++;
                while (text.charAt(at) !== '"') {
                    if (at >= text.length) throw new JsonError("unfinished string", position);
                    parts.push(text.charAt(at) === "\\" ? readEscape() : text.charAt(at));
                    at++;
                }
                at++;
                yield { kind: "string", text: parts.join(""), position };
                break;
            }
            default:
                if (isDigit(c) || c === "-") {
                    at++;
                    const digits = run(d => isDigit(d) || d === "." || d === "e" || d === "E" || d === "+" || d === "-");
                    yield { kind: "number", text: c + digits, position };
                } else if (isLetter(c)) {
                    yield { kind: "word", text: run(isLetter), position };
                } else {
                    throw new JsonError(`unexpected '${c}'`, position);
                }
        }
    }
    yield { kind: "end", text: "the end", position: at };

    function readEscape(): string {
        at++;
        const c = text.charAt(at);
        if (c === "u") {
            const digits = text.substring(at + 1, at + 5);
            at += 4;
            return String.fromCharCode(parseInt(digits, 16));
        }
        const plain = escapes[c];
        if (plain === undefined) throw new JsonError(`unknown escape '${c}'`, at);
        return plain;
    }
}

export class JsonParser {
    private readonly source: Iterator<Token>;
    private token!: Token;

    private constructor(text: string) {
        this.source = tokens(text);
        this.advance();
    }

    static parse(text: string): Json {
        const parser = new JsonParser(text);
        const value = parser.value();
        if (parser.token.kind !== "end") parser.fail("the end");
        return value;
    }

    private advance(): Token {
        const last = this.token;
        const next = this.source.next();
        if (!next.done) this.token = next.value as Token;
        return last;
    }

    private fail(wanted: string): never {
        throw new JsonError(`${wanted} expected, not ${this.token.text}`, this.token.position);
    }

    private take(mark: string): boolean {
        if (this.token.kind !== "mark" || this.token.text !== mark) return false;
        this.advance();
        return true;
    }

    private value(): Json {
        if (this.take("{")) return this.object();
        if (this.take("[")) return this.list();
        const { kind, text } = this.token;
        if (kind === "string") return this.advance().text;
        if (kind === "number") {
            const number = Number(this.advance().text);
            if (Number.isNaN(number)) throw new JsonError(`bad number ${text}`, this.token.position);
            return number;
        }
        if (kind === "word") {
            this.advance();
            if (text === "true" || text === "false") return text === "true";
            if (text === "null") return null;
        }
        return this.fail("a value");
    }

    private list(): JsonList {
        const list = new JsonList();
        if (this.take("]")) return list;
        do list.items.push(this.value()); while (this.take(","));
        if (!this.take("]")) this.fail("]");
        return list;
    }

    private object(): JsonObject {
        const object = new JsonObject();
        if (this.take("}")) return object;
        do {
            if (this.token.kind !== "string") this.fail("a name");
            const name = this.advance().text;
            if (!this.take(":")) this.fail(":");
            object.fields.set(name, this.value());
        } while (this.take(","));
        if (!this.take("}")) this.fail("}");
        return object;
    }
}

export function writeJson(value: Json): string {
    if (value === null) return "null";
    if (value instanceof JsonList) return `[${value.items.map(writeJson).join(",")}]`;
    if (value instanceof JsonObject) {
        return `{${[...value.fields].map(([name, v]) => `${writeJson(name)}:${writeJson(v)}`).join(",")}}`;
    }
    if (typeof value === "string") {
        return `"${value.split("\\").join("\\\\").split('"').join('\\"').split("\n").join("\\n").split("\t").join("\\t")}"`;
    }
    if (typeof value === "number") return Math.floor(value) === value ? `${Math.floor(value)}` : `${value}`;
    return `${value}`;
}
