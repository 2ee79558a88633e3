// Generic collections: a heap, a linked list with an iterator, a least-recently-used cache, a graph.

export class Heap<T> {
    private readonly items: T[] = [];
    constructor(private readonly before: (a: T, b: T) => boolean, ...first: T[]) {
        first.forEach(item => this.add(item));
    }
    get size(): number { return this.items.length; }

    add(item: T): this {
        let at = this.items.push(item) - 1;
        while (at > 0) {
            const parent = (at - 1 - ((at - 1) % 2)) / 2;
            if (!this.before(this.items[at], this.items[parent])) break;
            [this.items[at], this.items[parent]] = [this.items[parent], this.items[at]];
            at = parent;
        }
        return this;
    }

    take(): T | undefined {
        if (this.items.length === 0) return undefined;
        const top = this.items[0];
        const last = this.items.pop()!;
        if (this.items.length > 0) {
            this.items[0] = last;
            this.sink();
        }
        return top;
    }

    private sink(): void {
        for (let at = 0; ;) {
            let best = at;
            for (const child of [2 * at + 1, 2 * at + 2]) {
                if (child < this.items.length && this.before(this.items[child], this.items[best])) best = child;
            }
            if (best === at) return;
            [this.items[at], this.items[best]] = [this.items[best], this.items[at]];
            at = best;
        }
    }

    *drain(): Generator<T, number> {
        let taken = 0;
        for (let item = this.take(); item !== undefined; item = this.take()) {
            taken++;
            yield item;
        }
        return taken;
    }
}

interface Link<T> { value: T; next?: Link<T> }

export class LinkedList<T> implements Iterable<T> {
    private head?: Link<T>;
    private tail?: Link<T>;

    static of<T>(...values: T[]): LinkedList<T> {
        const list = new LinkedList<T>();
        for (const value of values) list.append(value);
        return list;
    }

    append(value: T): void {
        const link: Link<T> = { value };
        if (this.tail) this.tail.next = link;
        else this.head = link;
        this.tail = link;
    }

    *[Symbol.iterator](): Iterator<T> {
        for (let link = this.head; link; link = link.next) yield link.value;
    }

    map<U>(change: (value: T, index: number) => U): LinkedList<U> {
        const result = new LinkedList<U>();
        let index = 0;
        for (const value of this) result.append(change(value, index++));
        return result;
    }
}

export class RecentCache<K, V> {
    private readonly entries = new Map<K, V>();
    hits = 0;
    constructor(private readonly most: number) {}

    get(key: K, make: (key: K) => V): V {
        const known = this.entries.get(key);
        if (known !== undefined) {
            this.hits++;
            this.entries.delete(key);
            this.entries.set(key, known);
            return known;
        }
        const value = make(key);
        this.entries.set(key, value);
        if (this.entries.size > this.most) this.entries.delete([...this.entries.keys()][0]);
        return value;
    }

    keys(): K[] { return [...this.entries.keys()]; }
}

export class Graph {
    private readonly edges = new Map<number, Set<number>>();

    connect(from: number, to: number): void {
        for (const [a, b] of [[from, to], [to, from]]) {
            const set = this.edges.get(a) ?? new Set<number>();
            this.edges.set(a, set.add(b));
        }
    }

    /** Number of nodes of each connected part, largest first. */
    components(): number[] {
        const seen = new Set<number>();
        const sizes: number[] = [];
        for (const start of this.edges.keys()) {
            if (seen.has(start)) continue;
            const open = [start];
            seen.add(start);
            let size = 0;
            while (open.length > 0) {
                size++;
                for (const next of this.edges.get(open.pop()!)!) {
                    if (!seen.has(next)) {
                        seen.add(next);
                        open.push(next);
                    }
                }
            }
            sizes.push(size);
        }
        return sizes.sort((a, b) => b - a);
    }
}
