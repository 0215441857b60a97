/** Measures one pairing of server and client in one scenario, each end in its own thread. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Setup } from './implementations/implementation.ts';
import type { ImplementationName } from './implementations/index.ts';
import type { ScenarioName } from './scenarios/index.ts';
import type { Assignment, Measured } from './worker.ts';

export interface Pairing {
  readonly server: ImplementationName;
  readonly client: ImplementationName;
}

/** What is measured after three seconds in which the code gets warm: servers run longer than that. */
export async function measure(
  scenario: ScenarioName,
  pairing: Pairing,
  setup: Setup,
  seconds: number,
): Promise<Measured> {
  const server = start({ implementation: pairing.server, scenario, setup });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const client = start({ implementation: pairing.client, scenario, setup, client: { port, warmUp: 3, seconds } });
    // Several times what it should take: a measurement that hangs must not hang the others.
    const signal = AbortSignal.timeout((3 + seconds) * 5000);
    const [measured] = (await once(client, 'message', { signal })) as [Measured];
    await client.terminate();
    return measured;
  } finally {
    await server.terminate();
  }
}

const start = (assignment: Assignment): Worker =>
  new Worker(new URL('./worker.js', import.meta.url), { workerData: assignment });
