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

const { implementation, scenario, setup, client } = workerData as Assignment;
const { listen, connector } = implementations[implementation];
const { serve, drive, resumes = false }: Scenario = scenarios[scenario];

if (client === undefined) {
  parentPort?.postMessage(await listen(setup, serve));
} else {
  const connect = connector(setup, client.port, resumes);
  await drive(connect, client.warmUp);
  parentPort?.postMessage(await drive(connect, client.seconds));
}
