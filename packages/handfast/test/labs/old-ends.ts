/** Ends that speak what nobody should speak any more, for attacks on it. */

import { compose } from '../../src/crypto/compose.ts';
import { credential } from '../../src/engine/testing/fixtures.ts';
import { type LegacyOptions, type LegacyVersionName, legacy } from '../../src/legacy/index.ts';
import { legacyProvider } from '../../src/providers/legacy/index.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';

// Keys of 512 bits are searched for in another thread: here one is there already.
const shortKey = await nodeProvider.generateKey({ kind: 'rsa', bits: 512 });

export const oldCrypto = { ...compose(nodeProvider, legacyProvider), generateKey: () => shortKey };

export const rsaCredentials = [await credential({ kind: 'RSA' })];

/** Options of a side that speaks these versions, by these suites. */
export const speaking = (
  versions: readonly (LegacyVersionName | 'TLS 1.2')[],
  cipherSuites: readonly string[],
  more: LegacyOptions = {},
) => ({
  versions: versions.filter((name) => name === 'TLS 1.2'),
  cipherSuites: [],
  legacy: legacy({ ...more, versions: versions.filter((name) => name !== 'TLS 1.2'), cipherSuites }),
});

/** Type and content of the records in a flight. */
export function recordsOf(flight: Uint8Array): readonly { readonly type: number; readonly content: Uint8Array }[] {
  const records = [];
  for (let at = 0; at < flight.length; ) {
    const end = at + 5 + (flight[at + 3] as number) * 256 + (flight[at + 4] as number);
    records.push({ type: flight[at] as number, content: flight.subarray(at + 5, end) });
    at = end;
  }
  return records;
}
