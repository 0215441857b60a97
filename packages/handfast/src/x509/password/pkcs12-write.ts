/** Writing PKCS #12 files: `.p12`, `.pfx` (RFC 7292 §5.1). */

import { oid } from '../../asn1/object-names.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { bmpString } from '../../asn1/strings.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import type { Attribute } from '../extensions/types.ts';
import { encryptPrivateKey, usualIterations } from './encrypted-key.ts';
import { authenticatedSafe, type ContentInfo, certBag, pfx, type SafeBag, safeContents } from './pkcs12-codec.ts';
import { createMac } from './pkcs12-mac.ts';

/** What goes into a file. */
export interface Pkcs12Options {
  /** DER PrivateKeyInfo. */
  readonly pkcs8: Uint8Array;
  /** In DER, that of the key first. */
  readonly certificates: readonly Uint8Array[];
  readonly password: string;
  /** What people see when they import the file. */
  readonly friendlyName?: string | undefined;
  /** Of PBKDF2 and of the MAC. 600,000 when absent. */
  readonly iterations?: number | undefined;
}

/**
 * A file in DER with a MAC. The key is encrypted as `encryptPrivateKey` does; the certificates are not, since
 * everyone may see them.
 */
export function writePkcs12(provider: CryptoProvider, options: Pkcs12Options): Uint8Array {
  const { pkcs8, certificates, password, friendlyName, iterations = usualIterations } = options;
  const labels = labelsOf(friendlyName);
  const keyBag: SafeBag = {
    bagId: oid.pkcs8ShroudedKeyBag,
    bagValue: encryptPrivateKey(provider, pkcs8, password, iterations),
    bagAttributes: labels,
  };
  const bags = certificates.map((der, index) => bagOf(der, index === 0 ? labels : undefined));
  const content = encode(authenticatedSafe, [
    dataOf(encode(safeContents, bags)),
    dataOf(encode(safeContents, [keyBag])),
  ]);
  return encode(pfx, {
    version: 3,
    authSafe: dataOf(content),
    macData: createMac(provider, content, password, iterations),
  });
}

const bagOf = (der: Uint8Array, bagAttributes: readonly Attribute[] | undefined): SafeBag => ({
  bagId: oid.certBag,
  bagValue: encode(certBag, { certId: oid.x509Certificate, certValue: der }),
  bagAttributes,
});

const dataOf = (bytes: Uint8Array): ContentInfo => ({ contentType: oid.data, content: encode(octetString, bytes) });

/** The key and its certificate carry the same, so that readers know that they belong together. */
const labelsOf = (friendlyName: string | undefined): readonly Attribute[] => [
  { type: oid.localKeyID, values: [encode(octetString, Uint8Array.of(1))] },
  ...(friendlyName === undefined ? [] : [{ type: oid.friendlyName, values: [encode(bmpString, friendlyName)] }]),
];
