/** One end of a measurement, in a thread of its own. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Setup } from './implementations/implementation.ts';
import { type ImplementationName, implementations } from './implementations/index.ts';
import { type ScenarioName, scenarios } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** What a worker is told. */
export interface Assignment {
  readonly implementation: ImplementationName;
  readonly scenario: ScenarioName;
  readonly setup: Setup;
  /** Absent for the server. */
  readonly client?: { readonly port: number; readonly warmUp: number; readonly seconds: number };
}

/** What a client tells: units in a second, and milliseconds of processor time that one of them costs both ends. */
export interface Measured {
  readonly rate: number;
  readonly cpu: number;
}

const { implementation, scenario, setup, client } = workerData as Assignment;
const { listen, connector } = implementations[implementation];
const { serve, drive, resumes = false }: Scenario = scenarios[scenario];

if (client === undefined) {
  parentPort?.postMessage(await listen(setup, serve));
} else {
  const connect = connector(setup, client.port, resumes);
  await drive(connect, client.warmUp);
  const [before, begin] = [process.cpuUsage(), performance.now()];
  const rate = await drive(connect, client.seconds);
  // Of the process: both ends, and what the runtime does beside them.
  const { user, system } = process.cpuUsage(before);
  const units = (rate * (performance.now() - begin)) / 1000;
  parentPort?.postMessage({ rate, cpu: (user + system) / 1000 / units } satisfies Measured);
}
