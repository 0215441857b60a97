/** Runs one target in a thread of its own, so that somebody can see when it hangs. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { type Branch, Coverage } from './coverage.ts';
import { counters } from './instrument.ts';
import { execute, fuzz, type Outcome } from './loop.ts';
import type { Target } from './target.ts';

/** What a worker is told. */
export interface Assignment {
  readonly path: string;
  readonly branches: readonly Branch[];
  readonly tokens: readonly Uint8Array[];
  readonly name: string;
  readonly seed: number;
  readonly runs: number;
  readonly milliseconds: number;
  /** The folder of the third-party corpus, if it is there. */
  readonly vectors: string | undefined;
  /** This input alone, instead of a loop. */
  readonly input: Uint8Array | undefined;
  /** The input that is running: how many have run, its length, its bytes. */
  readonly shared: SharedArrayBuffer;
}

const { path, branches, tokens, name, vectors, input, shared, ...limits } = workerData as Assignment;
const hits = new Uint8Array(Math.ceil(branches.length / 8) * 8);
Object.assign(globalThis, { [counters]: hits });
// Most errors are refusals, which nobody prints: noting where each one was thrown takes half of the time.
Error.stackTraceLimit = 0;
const { targets } = (await import(path)) as { readonly targets: Readonly<Record<string, Target>> };
const target = targets[name] as Target;

const counts = new Int32Array(shared, 0, 2);
const bytes = new Uint8Array(shared, 8);

function starting(next: Uint8Array): void {
  counts[1] = next.length;
  bytes.set(next.subarray(0, bytes.length));
  Atomics.add(counts, 0, 1);
}

function corpus(): readonly Uint8Array[] {
  const { corpus: folders = [], fromCorpus = (file) => [file] } = target;
  if (vectors === undefined) return [];
  return folders.flatMap((folder) =>
    readdirSync(join(vectors, folder)).flatMap((file) =>
      fromCorpus(new Uint8Array(readFileSync(join(vectors, folder, file)))),
    ),
  );
}

function once(alone: Uint8Array): Outcome {
  const error = execute(target, alone);
  const outcome = { executions: 1, milliseconds: 1, kept: 0, branches: 0, taken: 0, missing: [], seen: [] };
  return error === undefined ? outcome : { ...outcome, failure: { input: alone, error } };
}

function loop(): Outcome {
  return fuzz(target, new Coverage(branches, hits), { ...limits, tokens, corpus: corpus(), starting });
}

parentPort?.postMessage(input === undefined ? loop() : once(input));
