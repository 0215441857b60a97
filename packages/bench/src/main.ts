/** `npm run bench`: Handfast beside node:tls in one run, as medians over interleaved rounds and as ratios. */

import { parseArgs } from 'node:util';
import { makeCredentials } from './credentials.ts';
import type { Setup } from './implementations/implementation.ts';
import { measure, type Pairing } from './measure.ts';
import { type ScenarioName, scenarios } from './scenarios/index.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string' },
    scenario: { type: 'string', multiple: true },
    group: { type: 'string', default: 'x25519' },
    json: { type: 'boolean', default: false },
  },
});

const baseline: Pairing = { server: 'node:tls', client: 'node:tls' };
const both: Pairing = { server: 'handfast', client: 'handfast' };
const mixed: readonly Pairing[] = [
  { server: 'handfast', client: 'node:tls' },
  { server: 'node:tls', client: 'handfast' },
];

interface Row {
  readonly scenario: ScenarioName;
  readonly pairing: Pairing;
  readonly rates: number[];
  /** Milliseconds of processor time for each unit, both ends together. */
  readonly cpu: number[];
}

/** Scenarios that are not about rates beside node:tls. Their time is their own. */
const apart: Readonly<Record<string, () => Promise<void>>> = {
  hostile: async () => (await import('./hostile/run.ts')).runHostile(Number(values.seconds ?? 120)),
  inspect: async () => (await import('./inspect/run.ts')).runInspect(),
  memory: async () => (await import('./memory/run.ts')).runMemory(Number(values.seconds ?? 120)),
  timing: async () => (await import('./timing/run.ts')).runTiming(Number(values.seconds ?? 10)),
};
const [first = ''] = values.scenario ?? [];
const alone = apart[first];
if (alone !== undefined) {
  await alone();
  process.exit();
}

const setup: Setup = { ...(await makeCredentials()), group: values.group as Setup['group'] };
const names = (values.scenario ?? Object.keys(scenarios)) as ScenarioName[];
const seconds = Number(values.seconds ?? 2);
for (const scenario of names) {
  const pairings = scenario === 'handshakes' ? [baseline, both, ...mixed] : [baseline, both];
  const rows: Row[] = pairings.map((pairing) => ({ scenario, pairing, rates: [], cpu: [] }));
  // Rounds are interleaved, so that a machine that slows down slows everybody down.
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const row of rows) {
      const { rate, cpu } = await measure(scenario, row.pairing, setup, seconds);
      row.rates.push(rate);
      row.cpu.push(cpu);
    }
  }
  for (const row of rows) report(row, rows[0] as Row);
}

function report({ scenario, pairing, rates, cpu: times }: Row, reference: Row): void {
  const { title, unit } = scenarios[scenario];
  const [rate, cpu] = [median(rates), median(times)];
  const ratio = rate / median(reference.rates);
  if (values.json) {
    console.log(JSON.stringify({ scenario, ...pairing, group: values.group, unit, rate, ratio, cpu, rates }));
    return;
  }
  const ends = `${pairing.server} ← ${pairing.client}`.padEnd(21);
  const shown = `${Math.round(rate).toLocaleString('en-US')} ${unit}`.padStart(14);
  const cost = unit === '/s' ? `, ${cpu.toFixed(2)} ms of processor time each` : '';
  console.log(`${title.padEnd(24)} ${ends} ${shown} ${ratio.toFixed(2).padStart(6)} x node:tls${cost}`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
