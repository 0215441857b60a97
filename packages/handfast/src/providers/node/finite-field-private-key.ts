/** Diffie-Hellman keys that last, such as those of certificates. RFC 3279 §2.3.3, RFC 5246 §7.4.7.2 */

import { MisuseError } from '../../base/errors.ts';
import { integerOf, power } from '../../crypto/arithmetic.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { type DhDomain, dhPrivateValue } from '../../x509/dh-key.ts';
import { parsePkcs8 } from '../../x509/private-key.ts';
import { fieldOf, keyWith } from './key-exchange/any-field.ts';

/**
 * `undefined` where the field is none. node:crypto has no exchange for keys that name
 * their subgroup: only their private value is brought there. Throws `malformed_key`.
 */
export function finiteFieldPrivateKey(pkcs8: Uint8Array): PrivateKey | undefined {
  const found = dhPrivateValue(parsePkcs8(pkcs8));
  const field = found && fieldOf(found.domain.p, found.domain.g);
  if (found === undefined || field === undefined) return undefined;
  const { domain, value } = found;
  const { share, agree } = keyWith(field, value);
  const y = share.subarray(share.findIndex((byte) => byte !== 0));
  return {
    info: { kind: 'dh', ...domain, y },
    sign() {
      throw new MisuseError('a key of kind dh does not sign');
    },
    agree: (peer) => (isInSubgroup(domain, peer) ? agree(peer) : undefined),
  };
}

/**
 * A key that lasts must not be raised to by elements of small order, each of which would tell a part of it
 * (RFC 2785 §3.1). Where the order is not known, the owner of the key vouches for the field: a safe prime leaves one bit.
 */
const isInSubgroup = ({ p, q }: DhDomain, share: Uint8Array): boolean =>
  q === undefined || (share.length <= p.length && power(integerOf(share), integerOf(q), integerOf(p)) === 1n);
