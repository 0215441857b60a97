/** One target in a worker, under the eyes of somebody who notices when it hangs. */

import { Worker } from 'node:worker_threads';
import type { Outcome } from './loop.ts';
import type { Assignment } from './worker.ts';

/** In milliseconds of the processor's time: what runs longer hangs. */
const patience = 20_000;
/** In bytes: no input is longer. */
const longest = 2 ** 16;

/** What an execution leaves behind is garbage at once: with so much room, hardly any of it is looked at. */
const maxYoungGenerationSizeMb = 64;

export async function runInWorker(told: Omit<Assignment, 'shared'>): Promise<Outcome> {
  const shared = new SharedArrayBuffer(8 + longest);
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: { ...told, shared },
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  const counts = new Int32Array(shared, 0, 2);
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      let last = 0;
      let since = process.cpuUsage();
      const watch = setInterval(() => {
        const count = Atomics.load(counts, 0);
        const { user, system } = process.cpuUsage(since);
        if (count !== last || count === 0) since = process.cpuUsage();
        else if ((user + system) / 1000 > patience) resolve(hanging(count, new Uint8Array(shared, 8, counts[1])));
        last = count;
      }, 1000);
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', () => clearInterval(watch));
    });
  } finally {
    await worker.terminate();
  }
}

function hanging(executions: number, input: Uint8Array): Outcome {
  const failure = { input: Uint8Array.from(input), error: `it runs for more than ${patience} ms` };
  return { executions, milliseconds: patience, kept: 0, branches: 0, taken: 0, missing: [], seen: [], failure };
}
