/** The layers of a PKCS #12 file: PFX, ContentInfo, SafeBag (RFC 7292 §4, RFC 5652 §3, §8). */

import { any } from '../../asn1/any.ts';
import type { DerType } from '../../asn1/element.ts';
import { count, namedInteger } from '../../asn1/integer.ts';
import { sequenceOf, setOf } from '../../asn1/list.ts';
import { objectIdentifier } from '../../asn1/object-identifier.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { defaultTo, optional, sequence } from '../../asn1/sequence.ts';
import { explicit, implicit } from '../../asn1/tagging.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithm-identifier.ts';
import { attribute } from '../extensions/names.ts';
import type { Attribute } from '../extensions/types.ts';

/** What `content` is made of depends on `contentType`. */
export interface ContentInfo {
  readonly contentType: string;
  readonly content: Uint8Array;
}

const contentInfo: DerType<ContentInfo> = sequence('ContentInfo', {
  contentType: objectIdentifier,
  content: explicit(0, any),
});

/** The whole file. */
export interface Pfx {
  readonly version: 3;
  readonly authSafe: ContentInfo;
  readonly macData?: MacData | undefined;
}

/** What makes sure that the password is right and the file unchanged. */
export interface MacData {
  readonly mac: { readonly digestAlgorithm: AlgorithmIdentifier; readonly digest: Uint8Array };
  readonly macSalt: Uint8Array;
  readonly iterations: number;
}

/** On the wire. */
export const pfx: DerType<Pfx> = sequence('PFX', {
  version: namedInteger<3>('Version', { 3: 3 }),
  authSafe: contentInfo,
  macData: optional(
    sequence('MacData', {
      mac: sequence('DigestInfo', { digestAlgorithm: algorithmIdentifier, digest: octetString }),
      macSalt: octetString,
      iterations: defaultTo(count, 1),
    }),
  ),
});

/** What the MAC protects: contents, each encrypted or not. */
export const authenticatedSafe: DerType<readonly ContentInfo[]> = sequenceOf(contentInfo);

/** What `bagValue` is made of depends on `bagId`. */
export interface SafeBag {
  readonly bagId: string;
  readonly bagValue: Uint8Array;
  readonly bagAttributes?: readonly Attribute[] | undefined;
}

/** Any number of bags. */
export const safeContents: DerType<readonly SafeBag[]> = sequenceOf(
  sequence('SafeBag', {
    bagId: objectIdentifier,
    bagValue: explicit(0, any),
    bagAttributes: optional(setOf(attribute)),
  }),
);

/** A certificate in its bag. */
export const certBag: DerType<{ readonly certId: string; readonly certValue: Uint8Array }> = sequence('CertBag', {
  certId: objectIdentifier,
  certValue: explicit(0, octetString),
});

/** Content under a password. RFC 5652 §8 */
export const encryptedData = sequence('EncryptedData', {
  version: namedInteger<0>('Version', { 0: 0 }),
  encryptedContentInfo: sequence('EncryptedContentInfo', {
    contentType: objectIdentifier,
    contentEncryptionAlgorithm: algorithmIdentifier,
    encryptedContent: implicit(0, octetString),
  }),
});
