/** Which branches an input has taken, and how often: whether it shows anything that no input before it has shown. */

/** A branch of the library's code, by the place of its counter. */
export interface Branch {
  readonly file: string;
  readonly line: number;
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

  /** Of all branches in these folders: how many there are, and how many were taken. */
  of(folders: readonly string[]): { readonly branches: number; readonly taken: number } {
    const inside = this.branches.flatMap(({ file }, at) => (folders.some((one) => file.startsWith(one)) ? [at] : []));
    return { branches: inside.length, taken: inside.filter((at) => this.#seen[at] !== 0).length };
  }

  /** The numbers of all branches that were taken. */
  taken(): readonly number[] {
    return this.branches.flatMap((_, at) => (this.#seen[at] === 0 ? [] : [at]));
  }

  /** The branches in these folders that nothing has taken. */
  missing(folders: readonly string[]): readonly Branch[] {
    return this.branches.filter(
      ({ file }, at) => this.#seen[at] === 0 && folders.some((folder) => file.startsWith(folder)),
    );
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
