import { expect, test } from 'vitest';
import { concat } from '../../src/base/bytes.ts';
import { clientConfig, clientConnection } from '../../src/engine/client-config.ts';
import { Endpoint } from '../../src/engine/testing/endpoint.ts';
import { now, trust } from '../../src/engine/testing/fixtures.ts';
import { pump, serverEnd } from '../../src/engine/testing/pair.ts';
import { rc4 } from '../../src/providers/legacy/rc4.ts';
import { prfSsl3 } from '../../src/schedule/ssl3.ts';
import { rsaCredentials as credentials, oldCrypto as crypto, recordsOf, speaking } from './old-ends.ts';

/** Bits of the key that the lab leaves open; the others are told. */
const open = 12;

/** A connection with a 40-bit key: what was on the wire, and the key to check the result by. */
async function overheard() {
  const old = speaking(['SSL 3.0'], ['TLS_RSA_EXPORT_WITH_RC4_40_MD5']);
  let master = new Uint8Array(0);
  const observer = { secret: (_label: string, _random: Uint8Array, secret: Uint8Array) => (master = secret.slice()) };
  const config = clientConfig({ crypto, trust, ...old });
  const client = new Endpoint(() => clientConnection(config, { serverName: 'server.test', now, observer }));
  const server = serverEnd({ crypto, ...old, credentials });
  const flights: Record<'client' | 'server', Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };
  await pump({ client, server }, (bytes, from) => {
    flights[from] = concat(flights[from], bytes);
    return bytes;
  });
  const [ours, theirs] = [recordsOf(flights.client), recordsOf(flights.server)];
  const randoms = [ours, theirs].map((records) => records[0]?.content.slice(6, 38) as Uint8Array);
  const [ofClient = master, ofServer = master] = randoms;
  const block = prfSsl3(crypto).derive(master, 'key expansion', concat(ofServer, ofClient), 42);
  const finished = ours[ours.findIndex(({ type }) => type === 20) + 1]?.content as Uint8Array;
  return { ofClient, ofServer, finished, key: block.slice(32, 37) };
}

test('[K15] [D16] RFC 6101 §6.2.2.1: an export key is found by trying, from a message whose beginning everybody knows', async () => {
  const { ofClient, ofServer, finished, key } = await overheard();
  // The first thing under the key is Finished: its type and length are always the same.
  const known = Uint8Array.of(20, 0, 0, 36);
  const guess = key.slice();
  let tries = 0;
  const start = performance.now();
  const fits = (low: number): boolean => {
    tries++;
    guess[3] = ((key[3] as number) & 0xf0) | (low >> 8);
    guess[4] = low & 0xff;
    const final = crypto.hash('md5').update(guess).update(ofClient).update(ofServer).digest();
    return rc4(final)
      .apply(finished.subarray(0, 4))
      .every((byte, at) => byte === known[at]);
  };
  const found = Array.from({ length: 2 ** open }, (_, low) => low).find(fits);
  const perSecond = (1000 * tries) / (performance.now() - start);
  expect(found).toBe((((key[3] as number) & 0x0f) << 8) | (key[4] as number));
  // What was measured here is one thread of JavaScript. Half of all keys have to be tried on average.
  const days = (bits: number): number => 2 ** (bits - 1) / perSecond / 86_400;
  expect(tries).toBeLessThanOrEqual(2 ** open);
  expect(days(56) / days(40)).toBe(2 ** 16);
  expect(days(40)).toBeLessThan(365 * 20);
  expect(days(128)).toBeGreaterThan(365 * 1e20);
});
