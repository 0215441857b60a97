/** Reading PKCS #12 files: `.p12`, `.pfx` (RFC 7292 §5.2). */

import { oid } from '../../asn1/object-names.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { parseDer } from '../../asn1/parse.ts';
import { bmpString } from '../../asn1/strings.ts';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { parsePkcs8 } from '../private-key.ts';
import { encryptedPrivateKeyInfo } from './encrypted-key.ts';
import { decryptPbes2 } from './pbes2.ts';
import {
  authenticatedSafe,
  type ContentInfo,
  certBag,
  encryptedData,
  pfx,
  type SafeBag,
  safeContents,
} from './pkcs12-codec.ts';
import { verifyMac } from './pkcs12-mac.ts';

/** What a file holds, in its order. */
export interface Pkcs12 {
  readonly keys: readonly Pkcs12Key[];
  readonly certificates: readonly Pkcs12Certificate[];
}

/** A private key out of a file. */
export interface Pkcs12Key extends Labels {
  /** DER PrivateKeyInfo: a secret. */
  readonly pkcs8: Uint8Array;
}

/** A certificate out of a file, not yet parsed. */
export interface Pkcs12Certificate extends Labels {
  readonly der: Uint8Array;
}

interface Labels {
  /** For people. */
  readonly friendlyName: string | undefined;
  /** The same for a key and its certificate. */
  readonly localKeyID: Uint8Array | undefined;
}

/**
 * The keys and certificates of a file. Files in BER, which some programs write, are refused like everything else
 * that is not DER. Throws `malformed_pkcs12`, and `MisuseError` when the password is wrong, the file has no MAC,
 * or its algorithms are older than PBES2 with AES.
 */
export function readPkcs12(provider: CryptoProvider, der: Uint8Array, password: string): Pkcs12 {
  try {
    const { authSafe, macData } = parseDer(pfx, der);
    if (authSafe.contentType !== oid.data)
      throw new MisuseError('this PKCS #12 file is signed rather than under a password');
    if (!macData) throw new MisuseError('this PKCS #12 file has no MAC: anyone may have changed it');
    const content = parseDer(octetString, authSafe.content);
    if (!verifyMac(provider, macData, content, password)) throw wrongPassword();
    const open: Opener = { provider, password: utf8(password) };
    return sorted(
      open,
      parseDer(authenticatedSafe, content).flatMap((info) => bagsOf(open, info)),
    );
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError('malformed_pkcs12', error.details, { cause: error });
  }
}

interface Opener {
  readonly provider: CryptoProvider;
  readonly password: Uint8Array;
}

function bagsOf({ provider, password }: Opener, { contentType, content }: ContentInfo): readonly SafeBag[] {
  if (contentType === oid.data) return parseDer(safeContents, parseDer(octetString, content));
  if (contentType !== oid.encryptedData) throw new MisuseError(`the content ${contentType} of PKCS #12 is not known`);
  const { encryptedContentInfo: info } = parseDer(encryptedData, content);
  const plaintext = decryptPbes2(provider, info.contentEncryptionAlgorithm, info.encryptedContent, password);
  if (!plaintext) throw wrongPassword();
  return parseDer(safeContents, plaintext);
}

function sorted(open: Opener, bags: readonly SafeBag[]): Pkcs12 {
  const keys: Pkcs12Key[] = [];
  const certificates: Pkcs12Certificate[] = [];
  for (const bag of bags) {
    const labels = labelsOf(bag);
    if (bag.bagId === oid.certBag) {
      const { certId, certValue } = parseDer(certBag, bag.bagValue);
      if (certId === oid.x509Certificate) certificates.push({ der: certValue, ...labels });
    } else if (bag.bagId === oid.keyBag || bag.bagId === oid.pkcs8ShroudedKeyBag) {
      keys.push({ pkcs8: keyOf(open, bag), ...labels });
    }
    // CRLs, secrets and nested bags are nothing that we could use.
  }
  return { keys, certificates };
}

function keyOf({ provider, password }: Opener, { bagId, bagValue }: SafeBag): Uint8Array {
  const pkcs8 = bagId === oid.keyBag ? bagValue : decryptKey();
  parsePkcs8(pkcs8);
  return pkcs8;

  function decryptKey(): Uint8Array {
    const { encryptionAlgorithm, encryptedData: ciphertext } = parseDer(encryptedPrivateKeyInfo, bagValue);
    const plaintext = decryptPbes2(provider, encryptionAlgorithm, ciphertext, password);
    if (!plaintext) throw wrongPassword();
    return plaintext;
  }
}

function labelsOf({ bagAttributes = [] }: SafeBag): Labels {
  const value = (type: string): Uint8Array | undefined =>
    bagAttributes.find((attribute) => attribute.type === type)?.values[0];
  const [friendlyName, localKeyID] = [value(oid.friendlyName), value(oid.localKeyID)];
  return {
    friendlyName: friendlyName && parseDer(bmpString, friendlyName),
    localKeyID: localKeyID && parseDer(octetString, localKeyID),
  };
}

const wrongPassword = (): MisuseError => new MisuseError('the password is wrong, or the PKCS #12 file is damaged');
