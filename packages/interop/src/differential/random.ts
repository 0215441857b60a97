/** Choices that a seed repeats, so that a disagreement found once is found again. */

export class Random {
  #state: number;

  /** The same seed makes the same choices. */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 to `limit - 1`: the top of a 32-bit state that steps by a constant and is then mixed. */
  below(limit: number): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return Math.floor((((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32) * limit);
  }

  /** True in so many cases of a hundred. */
  percent(percent: number): boolean {
    return this.below(10_000) < percent * 100;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Between `least` and `most` picks, repetitions included. */
  some<T>(from: readonly T[], least: number, most: number): readonly T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, () => this.pick(from));
  }

  shuffled<T>(items: readonly T[]): readonly T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}
