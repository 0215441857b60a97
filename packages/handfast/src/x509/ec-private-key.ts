/** ECPrivateKey, the form of SEC 1 (RFC 5915 §3). */

import { bitStringOfBytes } from '../asn1/bit-string.ts';
import type { DerType } from '../asn1/element.ts';
import { namedInteger } from '../asn1/integer.ts';
import { type ObjectIdentifier, objectIdentifier } from '../asn1/object-identifier.ts';
import { octetString } from '../asn1/octet-string.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { explicit } from '../asn1/tagging.ts';

/** A secret. */
export interface ECPrivateKey {
  readonly version: 1;
  /** As many bytes as the order of the curve has. */
  readonly privateKey: Uint8Array;
  /** The curve: there when the key stands alone, nearly always absent inside of PKCS #8. */
  readonly parameters?: ObjectIdentifier | undefined;
  /** The point. */
  readonly publicKey?: Uint8Array | undefined;
}

/** On the wire. */
export const ecPrivateKey: DerType<ECPrivateKey> = sequence('ECPrivateKey', {
  version: namedInteger<1>('Version', { 1: 1 }),
  privateKey: octetString,
  parameters: optional(explicit(0, objectIdentifier)),
  publicKey: optional(explicit(1, bitStringOfBytes)),
});
