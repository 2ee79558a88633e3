// What the program gets from whoever runs it (see run_languages.py), and counted checks.

/** All input lines. */
declare const inputText: string;
/** Prints one line. */
declare function emit(line: string): void;

let count = 0;

export function check(condition: boolean, message: string): void {
    count++;
    if (!condition) throw new Error(`check failed: ${message}`);
}

export function checkCount(): number {
    return count;
}

/** Thousandths, because Lua and JavaScript write floats differently. */
export function thousandths(value: number): string {
    return `${Math.floor(value * 1000 + 0.5)}`;
}

export function say(...parts: (string | number | boolean)[]): void {
    emit(parts.map(part => (typeof part === "number" ? thousandths(part) : `${part}`)).join(" "));
}

export function inputLines(): string[] {
    return inputText.split("\n").filter(line => line.length > 0);
}
