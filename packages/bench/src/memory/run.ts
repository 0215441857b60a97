/**
 * `npm run bench -- --scenario memory`: what a million kept sessions cost, and whether resumptions leave anything behind.
 * Writes docs/generated/memory.md.
 */

import { writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryStore } from 'handfast/session';
import { makeCredentials } from '../credentials.ts';
import { resumptions } from './resumptions.ts';
import { sessionOf } from './session-of.ts';

/** Prints both. `seconds` bounds the resumptions. */
export async function runMemory(seconds: number): Promise<void> {
  const credentials = await makeCredentials();
  const session = await sessionOf(credentials);
  const kept = perSession(session);
  const { count, growth } = await resumptions(credentials, seconds, used);
  const page = `# Memory

\`npm run bench -- --scenario memory --seconds ${seconds}\`, with Node ${process.version} on ${platform()} ${arch()}: heap and buffers in use after a collection of garbage.

| what | bytes |
|---|--:|
| a session of TLS 1.2, without a client certificate | ${whole(session.length)} |
| each of ${whole(million)} such in \`MemoryStore\`, all told | ${whole(kept.inUse)} |
| the same as the store counts it against its budget | ${whole(kept.counted)} |
| what each of ${whole(count)} resumptions of TLS 1.3 by ticket leaves behind | ${growth.toFixed(1)} |
`;
  writeFileSync(fileURLToPath(new URL('../../../../docs/generated/memory.md', import.meta.url)), page);
  console.log(page);
}

const million = 1_000_000;
const whole = (amount: number): string => Math.round(amount).toLocaleString('en');

/** How much more memory the process uses for each of a million sessions, the store's own bookkeeping included. */
function perSession(session: Uint8Array): { readonly inUse: number; readonly counted: number } {
  const store = new MemoryStore({ budget: Number.POSITIVE_INFINITY });
  const before = used();
  const id = new Uint8Array(32);
  for (let i = 0; i < million; i++) {
    new DataView(id.buffer).setUint32(0, i);
    store.put(`session ${Buffer.from(id).toString('hex')}`, session, Date.now() + 3_600_000);
  }
  return { inUse: (used() - before) / million, counted: store.bytes / million };
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
