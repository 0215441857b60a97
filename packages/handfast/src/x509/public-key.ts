/** SubjectPublicKeyInfo: a public key and its algorithm (RFC 5280 §4.1.2.7). */

import { bitStringOfBytes } from '../asn1/bit-string.ts';
import { translated } from '../asn1/capture.ts';
import { type DerType, element } from '../asn1/element.ts';
import { universal } from '../asn1/identifier.ts';
import { parseDer } from '../asn1/parse.ts';
import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import { type Annotation, annotate } from '../wire/annotate.ts';
import type { Codec } from '../wire/codec.ts';
import { encode } from '../wire/codec.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from './algorithm-identifier.ts';
import { encodeKey, readKey } from './public-key-algorithms.ts';

/** A well-formed public key. Whether it is a good one, such as a point on its curve, its user must check. */
export interface SubjectPublicKeyInfo {
  /** The whole element. */
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  /** The bits of the key, whose SHA-1 is the usual key identifier (RFC 5280 §4.2.1.2). */
  readonly subjectPublicKey: Uint8Array;
  /** What the key is; `unknown` when its algorithm or curve is not one of ours. */
  readonly key: PublicKeyInfo;
}

/** Parses a SubjectPublicKeyInfo in DER. Throws `malformed_key`. */
export const parsePublicKey = (der: Uint8Array): SubjectPublicKeyInfo =>
  parseDer(subjectPublicKeyInfo, der, 'malformed_key');

/** The SubjectPublicKeyInfo of a key in DER. Throws `MisuseError` for an unknown one. */
export function encodePublicKey(key: PublicKeyInfo): Uint8Array {
  return encode(content, { ...encodeKey(key), key });
}

/** Says what every byte of a SubjectPublicKeyInfo is. */
export const annotatePublicKey = (der: Uint8Array): Annotation<SubjectPublicKeyInfo> =>
  annotate(subjectPublicKeyInfo, der);

type Content = Omit<SubjectPublicKeyInfo, 'der'>;

// Not a plain sequence: the algorithm decides what the bits of the key are made of.
const fields: Codec<Content> = {
  name: 'SubjectPublicKeyInfo',
  read(input) {
    const algorithm = input.field('algorithm', algorithmIdentifier);
    return { algorithm, ...readKey(input, algorithm) };
  },
  write(output, { algorithm, subjectPublicKey }) {
    algorithmIdentifier.write(output, algorithm);
    bitStringOfBytes.write(output, subjectPublicKey);
  },
};

const content = element('SubjectPublicKeyInfo', universal.sequence, fields);

/** On the wire. */
export const subjectPublicKeyInfo: DerType<SubjectPublicKeyInfo> = translated(
  content,
  ({ algorithm, subjectPublicKey, key }, der) => ({ der, algorithm, subjectPublicKey, key }),
  (value): Content => value,
);
