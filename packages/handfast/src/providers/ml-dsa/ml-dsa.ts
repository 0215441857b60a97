/** Keys of ML-DSA for runtimes without it, over a library that computes. FIPS 204, RFC 9881 */

import { copyOf, equalBytes } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import { isMlDsa, type MlDsaName, mlDsaKeyLength, type PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { GeneratedKey, PrivateKey, PublicKey } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import { type MlDsaPrivateKey, mlDsaKeyOf, readMlDsaKey } from '../../x509/ml-dsa-private-key.ts';
import { oneAsymmetricKey } from '../../x509/pkcs8.ts';
import { parsePkcs8 } from '../../x509/private-key.ts';
import { encodePublicKey } from '../../x509/public-key.ts';

/** One parameter set, as `@noble/post-quantum` has it: messages are signed whole, with an empty context. */
export interface MlDsa {
  keygen(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  getPublicKey(expandedKey: Uint8Array): Uint8Array;
  sign(data: Uint8Array, expandedKey: Uint8Array): Uint8Array;
  verify(signature: Uint8Array, data: Uint8Array, publicKey: Uint8Array): boolean;
}

/** Gives a parameter set when it is first needed. */
export type MlDsaLibrary = (name: MlDsaName) => MlDsa;

/** A key that verifies; `undefined` for one of another kind, or of another length. */
export function mlDsaPublicKey(library: MlDsaLibrary, info: PublicKeyInfo): PublicKey | undefined {
  const { kind } = info;
  if (!isMlDsa(kind) || !('bytes' in info) || info.bytes.length !== mlDsaKeyLength[kind]) return undefined;
  return {
    info,
    verify(algorithm, data, signature) {
      if (algorithm.kind !== kind) return false;
      try {
        return library(kind).verify(signature, data, info.bytes);
      } catch {
        // Of another length than signatures have.
        return false;
      }
    },
  };
}

/** A key that signs, from PKCS #8; `undefined` for another algorithm, what is malformed and what contradicts itself. */
export function importMlDsaPrivateKey(library: MlDsaLibrary, pkcs8: Uint8Array): PrivateKey | undefined {
  try {
    const key = readMlDsaKey(parsePkcs8(pkcs8));
    return key && privateKeyOf(library(key.name), key);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** A fresh key, kept as its seed: `importKey` makes of it what signs. */
export function generateMlDsaKey(
  name: MlDsaName,
  random: (length: number) => Uint8Array,
  importKey: (pkcs8: Uint8Array) => PrivateKey | undefined,
): GeneratedKey | undefined {
  const pkcs8 = encode(oneAsymmetricKey, mlDsaKeyOf(name, random(32)));
  const privateKey = importKey(pkcs8);
  return privateKey && { privateKey, pkcs8, spki: encodePublicKey(privateKey.info) };
}

function privateKeyOf(set: MlDsa, { name, seed, expandedKey }: MlDsaPrivateKey): PrivateKey | undefined {
  const made = seed && set.keygen(seed);
  // RFC 9881 §8.2: what is there twice must be the same.
  if (made && expandedKey && !equalBytes(made.secretKey, expandedKey)) return undefined;
  const secret = made?.secretKey ?? copyOf(expandedKey as Uint8Array);
  const bytes = made?.publicKey ?? matchingPublicKey(set, secret);
  if (bytes === undefined) return undefined;
  return {
    info: { kind: name, bytes },
    sign(algorithm, data) {
      if (algorithm.kind !== name) throw new MisuseError(`a key of kind ${name} does not sign ${algorithm.kind}`);
      return set.sign(data, secret);
    },
  };
}

/** An expanded key says the same in several places: they agree if what it signs can be verified. */
function matchingPublicKey(set: MlDsa, secret: Uint8Array): Uint8Array | undefined {
  try {
    const publicKey = set.getPublicKey(secret);
    const message = new Uint8Array(32);
    return set.verify(set.sign(message, secret), message, publicKey) ? publicKey : undefined;
  } catch {
    // Coefficients out of their range.
    return undefined;
  }
}
