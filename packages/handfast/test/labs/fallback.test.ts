import { expect, test } from 'vitest';
import { PeerAlert } from '../../src/base/errors.ts';
import { type Pair, pair, pump, type Wire } from '../../src/engine/testing/pair.ts';
import { rsaCredentials as credentials, oldCrypto as crypto, speaking } from './old-ends.ts';

const suites = ['TLS_RSA_WITH_AES_128_CBC_SHA'];
const all = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0'] as const;

/** Swallows every ClientHello that offers more than TLS 1.0. */
const inTheWay: Wire = (bytes, from) =>
  from === 'client' && bytes[5] === 1 && (bytes[10] as number) > 1 ? new Uint8Array(0) : bytes;

/** What browsers did until 2014: whatever fails is tried again with less. Gives the last attempt. */
async function dance(wire: Wire | undefined, admits: boolean): Promise<Pair> {
  let last: Pair | undefined;
  for (const [attempt] of all.entries()) {
    const client = { ...speaking(all.slice(attempt), suites), fallback: admits && attempt > 0 };
    last = pair({ crypto, client, server: { ...speaking(all, suites), credentials } });
    await pump(last, wire);
    const refused = last.client.error instanceof PeerAlert && last.client.error.alert === 'inappropriate_fallback';
    if (last.client.info !== undefined || refused) break;
  }
  return last as Pair;
}

test('[K04] a client that retries with less is led down to TLS 1.0, though both sides know better', async () => {
  expect((await dance(undefined, false)).client.info?.version).toBe('TLS 1.2');
  const { client, server } = await dance(inTheWay, false);
  expect([client.info?.version, server.info?.version]).toEqual(['TLS 1.0', 'TLS 1.0']);
});

test('[K04] RFC 7507 §3: a client that says so is refused by a server that could have done better', async () => {
  const { client, server } = await dance(inTheWay, true);
  expect([client.info, server.info]).toEqual([undefined, undefined]);
  expect([client.error, server.error]).toMatchObject([
    { alert: 'inappropriate_fallback' },
    { code: 'inappropriate_fallback' },
  ]);
});

test('[K04] RFC 7507 §3: a server that really knows no better is reached all the same', async () => {
  const client = { ...speaking(all.slice(2), suites), fallback: true };
  const ends = pair({ crypto, client, server: { ...speaking(['TLS 1.0'], suites), credentials } });
  await pump(ends);
  expect(ends.client.info?.version).toBe('TLS 1.0');
});
