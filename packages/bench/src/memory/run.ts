/** `npm run bench -- --scenario memory`: what a million kept sessions cost, and whether resumptions leave anything behind. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryStore } from 'handfast/session';
import { makeCredentials } from '../credentials.ts';
import { resumptions } from './resumptions.ts';
import { sessionOf } from './session-of.ts';

/** Prints both. `seconds` bounds the resumptions. */
export async function runMemory(seconds: number): Promise<void> {
  const credentials = await makeCredentials();
  report('a million stateful sessions', await perSession(await sessionOf(credentials)), 'bytes each, all told');
  const { count, growth } = await resumptions(credentials, seconds, used);
  console.log(`stateless server: ${count.toLocaleString('en')} resumptions, ${growth.toFixed(1)} bytes kept of each`);
}

const million = 1_000_000;

/** How much more memory the process uses for each of a million sessions, the store's own bookkeeping included. */
async function perSession(session: Uint8Array): Promise<number> {
  const store = new MemoryStore({ budget: Number.POSITIVE_INFINITY });
  const before = used();
  const id = new Uint8Array(32);
  for (let i = 0; i < million; i++) {
    new DataView(id.buffer).setUint32(0, i);
    store.put(`session ${Buffer.from(id).toString('hex')}`, session, Date.now() + 3_600_000);
  }
  const each = (used() - before) / million;
  report('as the store counts them', store.bytes / million, 'bytes each');
  report('one session', session.length, 'bytes');
  return each;
}

const collect = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** Bytes of heap and of buffers that are in use. */
function used(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const report = (what: string, amount: number, unit: string): void =>
  console.log(`${what.padEnd(30)} ${Math.round(amount).toLocaleString('en').padStart(8)} ${unit}`);
