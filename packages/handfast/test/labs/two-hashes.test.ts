import { expect, test } from 'vitest';
import { toHex, utf8 } from '../../src/base/bytes.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { prf12, prfMd5Sha1 } from '../../src/schedule/prf.ts';

/** A provider one of whose hashes has fallen: its HMAC gives what its attacker wants, whatever the key is. */
const broken = (fallen: 'md5' | 'sha1'): CryptoProvider => ({
  ...nodeProvider,
  hmac: (name, key) =>
    name === fallen ? { compute: () => new Uint8Array(name === 'md5' ? 16 : 20) } : nodeProvider.hmac(name, key),
});

const secrets = [1, 2].map((fill) => new Uint8Array(48).fill(fill)) as [Uint8Array, Uint8Array];
const seed = utf8('the randoms of both');

test.each(['md5', 'sha1'] as const)(
  '[K23] RFC 2246 §5: keys still depend on the secret when %s has fallen',
  (fallen) => {
    const prf = prfMd5Sha1(broken(fallen));
    const [one, other] = secrets.map((secret) => toHex(prf.derive(secret, 'key expansion', seed, 104)));
    expect(one).not.toBe(other);
  },
);

test('[K23] a function of one hash falls with it: everybody knows the keys', () => {
  const prf = prf12(broken('sha1'), 'sha1');
  const [one, other] = secrets.map((secret) => toHex(prf.derive(secret, 'key expansion', seed, 104)));
  expect(one).toBe(other);
});
