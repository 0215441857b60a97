/** Which keys and signatures are strong enough to rest on (RFC 8446 §4.4.2.4; CA/Browser Forum BR §6.1.5, §6.1.6, §7.1.3). */

import type { HashName, PublicKeyInfo, SignatureAlgorithm } from '../../../crypto/algorithms.ts';
import { belowRoot, type Check, everywhere } from './check.ts';

export const strengthRules: readonly Check[] = [
  {
    rule: 'CA/Browser Forum BR §6.1.5',
    code: 'weak_certificate',
    roles: everywhere,
    fault: ({ subjectPublicKeyInfo }) => weakKey(subjectPublicKeyInfo.key),
  },
  {
    rule: 'RFC 8446 §4.4.2.4',
    code: 'weak_certificate',
    roles: belowRoot,
    fault: ({ signatureScheme, signatureAlgorithm }) => weakSignature(signatureScheme, signatureAlgorithm.algorithm),
  },
];

/** Stricter by the public web's rules, which know RSA and the three curves of NIST alone. */
export const webStrengthRules: readonly Check[] = [
  {
    rule: 'CA/Browser Forum BR §6.1.5',
    code: 'weak_certificate',
    roles: everywhere,
    fault: ({ subjectPublicKeyInfo: { key } }) => {
      if (key.kind === 'rsa') {
        const bits = bitLength(key.modulus);
        return bits % 8 !== 0 && `has an RSA key of ${bits} bits, not a multiple of 8`;
      }
      return (
        key.kind !== 'ec' &&
        key.kind !== 'unknown' &&
        key.kind !== 'dsa' &&
        `has an ${key.kind} key, which the public web does not use`
      );
    },
  },
  {
    rule: 'CA/Browser Forum BR §7.1.3.2',
    code: 'weak_certificate',
    roles: belowRoot,
    fault: ({ signatureScheme }) => {
      if (signatureScheme === undefined || !('hash' in signatureScheme)) return undefined;
      return signatureScheme.hash === 'sha224' && 'is signed with SHA-224, which the public web does not use';
    },
  },
];

/** For peers that nobody will ever renew: what costs a fortune to break counts as strong. */
export const legacyStrengthRules: readonly Check[] = [
  {
    rule: 'RFC 5246 §7.4.2',
    code: 'weak_certificate',
    roles: everywhere,
    fault: ({ subjectPublicKeyInfo: { key } }) => {
      if (key.kind === 'dsa') return weakPrime('a DSA', key.p, 3072);
      return key.kind === 'dh' ? weakPrime('a Diffie-Hellman', key.p, 8192) : weakKey(key, 1024);
    },
  },
  {
    rule: 'RFC 6151 §2',
    code: 'weak_certificate',
    roles: belowRoot,
    fault: ({ signatureScheme, signatureAlgorithm }) => brokenSignature(signatureScheme, signatureAlgorithm.algorithm),
  },
];

/** What is weak about a key, or `undefined`. */
export function weakKey(key: PublicKeyInfo, leastRsaBits = 2048): string | undefined {
  switch (key.kind) {
    case 'rsa':
    case 'rsa-pss':
      return weakRsa(key.modulus, key.exponent, leastRsaBits);
    case 'dsa':
      return 'has a DSA key';
    case 'x25519':
    case 'x448':
      return `has an ${key.kind} key, which cannot sign`;
    case 'dh':
      return 'has a Diffie-Hellman key, which cannot sign';
    case 'unknown':
      return `has a key of a kind or on a curve that is not accepted: ${key.algorithm}`;
    default:
      return undefined;
  }
}

/** What is weak about a signature, or `undefined`. */
export function weakSignature(scheme: SignatureAlgorithm | undefined, algorithm: string): string | undefined {
  if (scheme === undefined) return `is signed with an algorithm that is not accepted: ${algorithm}`;
  if (scheme.kind === 'dsa') return 'is signed with DSA';
  return 'hash' in scheme && brokenHashes.has(scheme.hash) ? `is signed with ${scheme.hash.toUpperCase()}` : undefined;
}

/** What the profile `legacy` does not believe of a signature either, or `undefined`. */
export function brokenSignature(scheme: SignatureAlgorithm | undefined, algorithm: string): string | undefined {
  if (scheme === undefined) return weakSignature(scheme, algorithm);
  return 'hash' in scheme && scheme.hash === 'md5' ? 'is signed with MD5' : undefined;
}

const brokenHashes: ReadonlySet<HashName> = new Set(['md5', 'sha1']);

/** Large moduli and exponents only cost time: an honest check must not take milliseconds. */
function weakRsa(modulus: Uint8Array, exponent: Uint8Array, least: number): string | undefined {
  const bits = bitLength(modulus);
  if (bits < least || bits > 8192) return `has an RSA key of ${bits} bits; ${least} to 8192 are accepted`;
  const odd = ((exponent.at(-1) ?? 0) & 1) === 1;
  const exponentBits = bitLength(exponent);
  return !odd || exponentBits < 2 || exponentBits > 33
    ? 'has an RSA key whose exponent is even, 1 or longer than 33 bits'
    : undefined;
}

function weakPrime(kind: string, prime: Uint8Array, most: number): string | undefined {
  const bits = bitLength(prime);
  return bits < 1024 || bits > most ? `has ${kind} key of ${bits} bits; 1024 to ${most} are accepted` : undefined;
}

function bitLength(integer: Uint8Array): number {
  const first = integer.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (integer.length - first) * 8 - Math.clz32(integer[first] as number) + 24;
}
