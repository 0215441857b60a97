/** Diffie-Hellman over curves: RFC 7748, SP 800-56A, and what RFC 8446 §4.2.8.2 and §7.4.2 demand of shares. */

import { createECDH, createPrivateKey } from 'node:crypto';
import { describe } from 'vitest';
import { concat, equalBytes, fromHex } from '../../src/base/bytes.ts';
import { opensslCurve } from '../../src/providers/node/curves.ts';
import { agreeMontgomery } from '../../src/providers/node/key-exchange/montgomery.ts';
import { agreeNistCurve } from '../../src/providers/node/key-exchange/nist-curve.ts';
import type { GroupName } from '../../src/registry/groups.ts';
import { subjects } from './subjects.ts';
import { wycheproof } from './wycheproof.ts';

type Agreement = Readonly<Record<'public' | 'private' | 'shared', string>>;

describe('agreement with given private keys, in the provider node', () => {
  for (const curve of ['x25519', 'x448'] as const) {
    wycheproof<unknown, Agreement>(
      `RFC 7748 §6: ${curve} agrees on the right secret and never on zero`,
      `${curve}_test`,
      (vector) => {
        const key = concat(fromHex(pkcs8Prefix[curve]), fromHex(vector.private));
        const own = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
        const secret = agreeMontgomery(curve, own, fromHex(vector.public));
        return secret !== undefined && equalBytes(secret, fromHex(vector.shared));
      },
      acceptsMontgomery,
    );
  }

  for (const curve of ['secp256r1', 'secp384r1', 'secp521r1'] as const) {
    wycheproof<unknown, Agreement>(
      `RFC 8446 §4.2.8.2: ${curve} agrees on the right secret, with points of the curve in the uncompressed form only`,
      `ecdh_${curve}_ecpoint_test`,
      (vector) => {
        // The two large curves cost milliseconds each time: a quarter of what is right shows as much.
        if (curve !== 'secp256r1' && vector.result === 'valid' && vector.tcId % 4 !== 0) return undefined;
        const own = createECDH(opensslCurve[curve]);
        own.setPrivateKey(fromHex(vector.private));
        const secret = agreeNistCurve(own, own.getPublicKey().length, fromHex(vector.public));
        return secret !== undefined && equalBytes(secret, fromHex(vector.shared));
      },
    );
  }
});

describe.each(subjects)('shares that the provider $name takes', (provider) => {
  const answers = (group: GroupName, share: string): boolean | undefined => {
    const exchange = provider.keyExchange(group);
    return exchange && exchange.answer(fromHex(share)) !== undefined;
  };

  for (const curve of ['x25519', 'x448'] as const) {
    wycheproof<unknown, Agreement>(
      `RFC 8446 §7.4.2: a share of ${curve} that leads to zero is refused`,
      `${curve}_test`,
      (vector) => answers(curve, vector.public),
      acceptsMontgomery,
    );
  }

  wycheproof<unknown, Agreement>(
    'RFC 8446 §4.2.8.2: a share that is no uncompressed point of secp256r1 is refused',
    'ecdh_secp256r1_ecpoint_test',
    (vector) => (vector.result === 'valid' ? undefined : answers('secp256r1', vector.public)),
  );
});

/** RFC 7748 §5 takes points of the twist and values that are not canonical; §6 lets us refuse zero, and TLS must. */
const acceptsMontgomery = (flags: readonly string[]): boolean => !flags.includes('ZeroSharedSecret');

/** PKCS#8 up to the key itself. RFC 8410 §7 */
const pkcs8Prefix = {
  x25519: '302e020100300506032b656e04220420',
  x448: '3046020100300506032b656f043a0438',
};
