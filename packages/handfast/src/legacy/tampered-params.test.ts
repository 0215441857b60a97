import { expect, test } from 'vitest';
import { ProtocolError } from '../base/errors.ts';
import { ffdhePrime } from '../crypto/ffdhe-primes.ts';
import { pair, pump } from '../engine/testing/pair.ts';
import { legacy } from './legacy.ts';

const prime = ffdhePrime('ffdhe2048');

/** The place of these bytes. */
function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = 0; at + wanted.length <= bytes.length; at++) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

/** Nobody signs these parameters, so that anybody can change them: prime, then generator, then share. */
type Change = (params: { prime: Uint8Array; generator: Uint8Array; share: Uint8Array }) => void;

async function codeAfter(change: Change): Promise<string | undefined> {
  const old = legacy({ versions: ['TLS 1.0'], cipherSuites: ['TLS_DH_anon_WITH_AES_128_CBC_SHA'] });
  const common = { versions: [], cipherSuites: [], legacy: old };
  const ends = pair({ client: common, server: common });
  await pump(ends, (bytes, from) => {
    const at = from === 'server' ? indexOf(bytes, prime) : -1;
    if (at === -1) return bytes;
    const copy = new Uint8Array(bytes);
    const [g, share] = [at + prime.length + 2, at + prime.length + 5];
    change({
      prime: copy.subarray(at, at + prime.length),
      generator: copy.subarray(g, g + 1),
      share: copy.subarray(share, share + 256),
    });
    return copy;
  });
  expect(ends.client.info).toBeUndefined();
  const { error } = ends.client;
  return error instanceof ProtocolError ? error.code : 'no error';
}

test.each<[what: string, code: string, change: Change]>([
  ['a share of zero', 'bad_key_share', ({ share }) => share.fill(0)],
  ['a share of one', 'bad_key_share', ({ share }) => share.fill(0).fill(1, 255)],
  ['a share of p - 1', 'bad_key_share', ({ share }) => (share.set(prime), share.fill(0xfe, 255))],
  ['a share of p', 'bad_key_share', ({ share }) => share.set(prime)],
  ['a share above p', 'bad_key_share', ({ share }) => share.fill(0xff)],
  ['a generator of zero', 'bad_key_share', ({ generator }) => generator.fill(0)],
  ['a generator of one', 'bad_key_share', ({ generator }) => generator.fill(1)],
  ['an even modulus', 'bad_key_share', ({ prime: p }) => p.fill(0xfe, 255)],
  ['a modulus that 3 divides', 'bad_key_share', ({ prime: p }) => p.fill(0xfd, 255)],
  ['a modulus of zero', 'weak_group', ({ prime: p }) => p.fill(0)],
  ['a modulus of one', 'weak_group', ({ prime: p }) => p.fill(0).fill(1, 255)],
])('RFC 5246 §F.1.1.3: %s is refused', async (_what, code, change) => {
  expect(await codeAfter(change)).toBe(code);
});
