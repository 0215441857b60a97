/** PKCS #8: a private key and its algorithm, also called PrivateKeyInfo or OneAsymmetricKey (RFC 5958 §2). */

import { bitStringOfBytes } from '../asn1/bit-string.ts';
import { translated } from '../asn1/capture.ts';
import type { DerType } from '../asn1/element.ts';
import { namedInteger } from '../asn1/integer.ts';
import { setOf } from '../asn1/list.ts';
import { octetString } from '../asn1/octet-string.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { implicit } from '../asn1/tagging.ts';
import { ProtocolError } from '../base/errors.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from './algorithm-identifier.ts';
import { attribute } from './extensions/names.ts';
import type { Attribute } from './extensions/types.ts';

/** A secret. */
export interface OneAsymmetricKey {
  /** 2 exactly when there is a public key. */
  readonly version: 1 | 2;
  readonly privateKeyAlgorithm: AlgorithmIdentifier;
  /** What the algorithm makes of it, in DER. */
  readonly privateKey: Uint8Array;
  readonly attributes?: readonly Attribute[] | undefined;
  readonly publicKey?: Uint8Array | undefined;
}

/** On the wire. */
export const oneAsymmetricKey: DerType<OneAsymmetricKey> = translated(
  sequence('OneAsymmetricKey', {
    version: namedInteger<1 | 2>('Version', { 0: 1, 1: 2 }),
    privateKeyAlgorithm: algorithmIdentifier,
    privateKey: octetString,
    attributes: optional(implicit(0, setOf(attribute))),
    publicKey: optional(implicit(1, bitStringOfBytes)),
  }),
  checkVersion,
  (value: OneAsymmetricKey) => ({ attributes: undefined, publicKey: undefined, ...value }),
);

function checkVersion(value: OneAsymmetricKey): OneAsymmetricKey {
  if ((value.version === 2) !== (value.publicKey !== undefined)) {
    throw new ProtocolError('bad_der', { why: 'a version that does not go with the fields' });
  }
  return value;
}
