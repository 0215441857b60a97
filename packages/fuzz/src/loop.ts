/** The loop: change an input, run it, keep it if it took a branch that no input took before. */

import type { Branch, Coverage } from './coverage.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import type { Target } from './target.ts';

export interface LoopOptions {
  readonly seed: number;
  /** Ends after so many executions, */
  readonly runs: number;
  /** or after so many milliseconds. */
  readonly milliseconds: number;
  readonly tokens: readonly Uint8Array[];
  /** Inputs beside the target's own seeds. */
  readonly corpus: readonly Uint8Array[];
  /** Told before each execution. */
  starting(input: Uint8Array): void;
}

export interface Outcome {
  readonly executions: number;
  readonly milliseconds: number;
  readonly kept: number;
  /** Of the code that the target is there to reach. */
  readonly branches: number;
  readonly taken: number;
  readonly missing: readonly Branch[];
  /** Which branches of the whole library were taken, by number. */
  readonly seen: readonly number[];
  readonly failure?: Failure;
}

/** An input for which something that must hold does not. */
export interface Failure {
  readonly input: Uint8Array;
  readonly error: string;
}

/** In milliseconds: longer, three times in a row, is a failure. */
const patience = 500;

export function fuzz(target: Target, coverage: Coverage, options: LoopOptions): Outcome {
  const random = new Random(options.seed);
  const { longest = 4096 } = target;
  const start = performance.now();
  const kept: Uint8Array[] = [];
  const first = [...target.seeds(), ...options.corpus];
  const material = { random, tokens: options.tokens, other: () => random.pick(kept.length > 0 ? kept : first) };
  coverage.reset();
  let executions = 0;
  let failure: Failure | undefined;
  while (failure === undefined && goesOn()) {
    const input = first[executions] ?? next();
    options.starting(input);
    coverage.clear();
    const error = execute(target, input);
    executions++;
    if (coverage.isNew()) kept.push(input);
    if (error !== undefined) failure = { input: smallest(target, input, error, options.starting), error };
  }
  const milliseconds = performance.now() - start;
  const reached = { ...coverage.of(target), seen: coverage.taken() };
  return { executions, milliseconds, kept: kept.length, ...reached, ...(failure && { failure }) };

  function goesOn(): boolean {
    if (executions < first.length) return true;
    return executions < options.runs && (executions % 64 > 0 || performance.now() - start < options.milliseconds);
  }

  /** Of two inputs the one that was found later is taken, since less has been tried with it. */
  function next(): Uint8Array {
    const input = kept[Math.max(random.below(kept.length), random.below(kept.length))] ?? new Uint8Array(0);
    const change = target.mutate;
    const changed = change !== undefined && random.below(2) === 0 ? change(input, random) : input;
    if (changed !== input && random.below(2) === 0) return changed.subarray(0, longest);
    return mutate(changed, material, longest);
  }
}

/** What went wrong, if anything. */
export function execute(target: Target, input: Uint8Array): string | undefined {
  try {
    const start = performance.now();
    run(target, input);
    if (performance.now() - start < patience) return undefined;
    // A busy machine is no failure: twice more by the processor's time, of which everything else here takes little.
    const times = [0, 1].map(() => {
      const before = process.cpuUsage();
      run(target, input);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    const shortest = Math.min(...times);
    return shortest > patience ? `it takes ${Math.round(shortest)} ms` : undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** With a copy, so that the target cannot change what is kept, nor keep what is changed. */
const run = (target: Target, input: Uint8Array): void => target.run(input.slice());

/** A shorter input that fails with the same first line. */
function smallest(target: Target, input: Uint8Array, error: string, starting: LoopOptions['starting']): Uint8Array {
  const [line] = error.split('\n');
  let best = input;
  for (let size = input.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= best.length; ) {
      const shorter = Uint8Array.of(...best.subarray(0, at), ...best.subarray(at + size));
      starting(shorter);
      if (execute(target, shorter)?.split('\n')[0] === line) best = shorter;
      else at += size;
    }
  }
  return best;
}
