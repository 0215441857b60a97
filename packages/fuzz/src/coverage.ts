/** Which branches an input has taken, and how often: whether it shows anything that no input before it has shown. */

/** A branch of the library's code, by the place of its counter. */
export interface Branch {
  readonly file: string;
  readonly line: number;
}

/** Folders and files, by how their names begin. */
export interface Reach {
  readonly reaches: readonly string[];
  readonly beyond?: readonly string[] | undefined;
}

export class Coverage {
  readonly branches: readonly Branch[];
  readonly #hits: Uint8Array;
  /** The same memory, eight branches at a time. */
  readonly #words: BigUint64Array;
  /** For each branch, a bit for each order of magnitude of its counts. */
  #seen: Uint8Array;

  /** `hits` is counted by the instrumented code; its length is a multiple of eight. */
  constructor(branches: readonly Branch[], hits: Uint8Array) {
    this.branches = branches;
    this.#hits = hits;
    this.#words = new BigUint64Array(hits.buffer, hits.byteOffset, hits.length / 8);
    this.#seen = new Uint8Array(hits.length);
  }

  /** Before an input runs. */
  clear(): void {
    this.#hits.fill(0);
  }

  /** After an input has run: remembers what it showed. */
  isNew(): boolean {
    let news = false;
    for (let word = 0; word < this.#words.length; word++) {
      if (this.#words[word] === 0n) continue;
      for (let at = 8 * word; at < 8 * word + 8; at++) {
        const bit = magnitudes[this.#hits[at] as number] as number;
        const seen = this.#seen[at] as number;
        if ((seen & bit) === bit) continue;
        this.#seen[at] = seen | bit;
        news = true;
      }
    }
    return news;
  }

  /** Of all branches that a target is there to reach: how many were taken, and which were not. */
  of({ reaches, beyond = [] }: Reach): {
    readonly branches: number;
    readonly taken: number;
    readonly missing: readonly Branch[];
  } {
    const under = (file: string, places: readonly string[]): boolean => places.some((place) => file.startsWith(place));
    const inside = [...this.branches.entries()].filter(([, { file }]) => under(file, reaches) && !under(file, beyond));
    const missing = inside.flatMap(([at, branch]) => (this.#seen[at] === 0 ? [branch] : []));
    return { branches: inside.length, taken: inside.length - missing.length, missing };
  }

  /** The numbers of all branches that were taken. */
  taken(): readonly number[] {
    return this.branches.flatMap((_, at) => (this.#seen[at] === 0 ? [] : [at]));
  }

  /** Forgets everything, for another target. */
  reset(): void {
    this.#seen = new Uint8Array(this.#hits.length);
    this.clear();
  }
}

/** 1, 2, 3, 4–7, 8–15, 16–31, 32–127, 128 and more: counts within one of these say nothing new. */
const magnitudes = Uint8Array.from({ length: 256 }, (_, count) => {
  if (count === 0) return 0;
  const step = [2, 3, 4, 8, 16, 32, 128].findIndex((limit) => count < limit);
  return 1 << (step < 0 ? 7 : step);
});
