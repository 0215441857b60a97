/** Every scenario by name. */

import { download, upload } from './bulk.ts';
import { handshakes, resumed } from './handshakes.ts';
import { pingPong } from './ping-pong.ts';
import type { Scenario } from './scenario.ts';

export const scenarios = { handshakes, download, upload, 'ping-pong': pingPong, resumed } as const satisfies Record<
  string,
  Scenario
>;

export type ScenarioName = keyof typeof scenarios;
