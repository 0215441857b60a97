/**
 * A statistical test for leaks in time, after dudect (Reparaz, Balasch, Verbauwhede 2017): two classes of input in
 * random order, and Welch's t over all times and over the shorter ones, which noise has touched less.
 */

/** What is timed. */
export interface Subject {
  /** Prepares the next input of this class, without being timed. */
  prepare(isSecond: boolean): void;
  /** What must take the same time for both classes. */
  run(): void;
  /** How often `run` is called for one sample, so that the clock can see it. */
  readonly repeats: number;
}

export interface Verdict {
  readonly samples: number;
  /** The largest |t|: more than 4.5 is a leak, less is no proof of the opposite. */
  readonly t: number;
  /** Medians of both classes, in nanoseconds for one run. */
  readonly medians: readonly [number, number];
}

/** What dudect takes for a leak. */
export const threshold = 4.5;

/** Measures for so many milliseconds. */
export function testForLeak(subject: Subject, milliseconds: number): Verdict {
  const times: [number[], number[]] = [[], []];
  const end = performance.now() + milliseconds;
  const warm = performance.now() + milliseconds / 5;
  while (performance.now() < end) {
    for (let i = 0; i < 64; i++) {
      const isSecond = Math.random() < 0.5;
      subject.prepare(isSecond);
      const time = sample(subject);
      if (performance.now() > warm) times[isSecond ? 1 : 0].push(time);
    }
  }
  const [first, second] = times.map((list) => list.sort((left, right) => left - right)) as [number[], number[]];
  const medians: [number, number] = [median(first), median(second)];
  return { samples: first.length + second.length, t: largestT(first, second), medians };
}

/** Nanoseconds for one run. */
function sample({ run, repeats }: Subject): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < repeats; i++) run();
  return Number(process.hrtime.bigint() - start) / repeats;
}

const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? 0;

/** Over everything below some percentile of both classes together, for twenty percentiles. Both come sorted. */
function largestT(first: readonly number[], second: readonly number[]): number {
  const all = [...first, ...second].sort((left, right) => left - right);
  let largest = 0;
  for (let i = 1; i <= 20; i++) {
    const limit = all[Math.floor((all.length - 1) * (1 - 0.5 ** i))] as number;
    const most = i === 20 ? Number.POSITIVE_INFINITY : limit;
    largest = Math.max(largest, Math.abs(welch(below(first, most), below(second, most))));
  }
  return largest;
}

const below = (sorted: readonly number[], limit: number): readonly number[] => sorted.filter((time) => time <= limit);

/** Welch's t. Too few samples say nothing. */
export function welch(first: readonly number[], second: readonly number[]): number {
  if (first.length < 100 || second.length < 100) return 0;
  const [left, right] = [momentsOf(first), momentsOf(second)];
  const spread = Math.sqrt(left.variance / first.length + right.variance / second.length);
  return spread === 0 ? 0 : (left.mean - right.mean) / spread;
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  let [mean, squares] = [0, 0];
  for (const [i, value] of values.entries()) {
    const distance = value - mean;
    mean += distance / (i + 1);
    squares += distance * (value - mean);
  }
  return { mean, variance: squares / (values.length - 1) };
}
