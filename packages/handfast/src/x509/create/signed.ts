/** What is signed, how, and the signature: the frame that certificates, CRLs, requests and OCSP responses share (RFC 5280 §4.1.1). */

import { any } from '../../asn1/any.ts';
import { bitStringOfBytes } from '../../asn1/bit-string.ts';
import { sequence } from '../../asn1/sequence.ts';
import { job, type Task } from '../../base/awaitable.ts';
import { MisuseError } from '../../base/errors.ts';
import type { CurveName, HashName, PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithm-identifier.ts';
import { algorithmIdentifierOf } from '../signature-algorithm.ts';

/** A key that signs, and how it signs if not in the usual way of its kind. */
export interface Signer {
  readonly key: PrivateKey;
  readonly signatureAlgorithm?: SignatureAlgorithm | undefined;
}

/** How a signer signs, as the identifier that goes into what is signed. Throws `MisuseError` for a key that cannot. */
export function signerAlgorithm({ key, signatureAlgorithm }: Signer): AlgorithmIdentifier {
  return algorithmIdentifierOf(signatureAlgorithm ?? usualAlgorithm(key.info));
}

/** Signs one element and frames it. */
export function* sign(signer: Signer, tbs: Uint8Array): Task<Uint8Array> {
  const algorithm = signer.signatureAlgorithm ?? usualAlgorithm(signer.key.info);
  const signature = yield* job(signer.key.sign(algorithm, tbs));
  return encode(signed, { tbs, signatureAlgorithm: algorithmIdentifierOf(algorithm), signature });
}

/** The signature algorithm that everybody expects of a key. Throws `MisuseError` for a key that cannot sign. */
export function usualAlgorithm(key: PublicKeyInfo): SignatureAlgorithm {
  switch (key.kind) {
    case 'rsa':
      return { kind: 'rsa-pkcs1', hash: 'sha256' };
    case 'rsa-pss':
      return { kind: 'rsa-pss', hash: key.parameters?.hash ?? 'sha256', saltLength: key.parameters?.saltLength ?? 32 };
    case 'ec':
      return { kind: 'ecdsa', hash: curveHashes[key.curve] };
    case 'dsa':
      return { kind: 'dsa', hash: 'sha256' };
    case 'ed25519':
    case 'ed448':
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
      return { kind: key.kind };
    default:
      throw new MisuseError(`a key of kind ${key.kind} cannot sign`);
  }
}

/** The digest as long as the order of the curve. RFC 5480 §4 */
const curveHashes: Readonly<Record<CurveName, HashName>> = {
  secp256r1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
};

const signed = sequence('SIGNED', { tbs: any, signatureAlgorithm: algorithmIdentifier, signature: bitStringOfBytes });
