/** Certificates made and signed (RFC 5280 §4.1). */

import { unsignedContent } from '../../asn1/integer.ts';
import { type Awaitable, run, type Task } from '../../base/awaitable.ts';
import { MisuseError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import type { Validity } from '../certificate.ts';
import { tbsCertificate } from '../certificate-codec.ts';
import type { Extension } from '../extensions/extension.ts';
import type { Name } from '../name.ts';
import { encodePublicKey, parsePublicKey } from '../public-key.ts';
import { type Signer, sign, signerAlgorithm } from './signed.ts';

/** Everything that goes into a certificate, and who signs it. */
export interface CertificateOptions {
  readonly subject: Name;
  readonly publicKey: PublicKeyInfo;
  /** The subject itself for a self-signed certificate. */
  readonly issuer: Name;
  readonly signer: Signer;
  /** Fractions of seconds are cut off. */
  readonly validity: Validity;
  /** Exactly these, in this order; `extensionOf` and the profiles make them. */
  readonly extensions: readonly Extension[];
  /** Big-endian magnitude of 1 to 20 bytes. 126 random bits when absent. */
  readonly serialNumber?: Uint8Array | undefined;
  readonly provider: CryptoProvider;
}

/** A version 3 certificate in DER with exactly what the options say: nothing checks that it makes sense. */
export const createCertificate = (options: CertificateOptions): Awaitable<Uint8Array> => run(certificateTask(options));

/** The same as a task. */
export function certificateTask(options: CertificateOptions): Task<Uint8Array> {
  const { subject, issuer, signer, validity, extensions } = options;
  const tbs = encode(tbsCertificate, {
    version: 3,
    serialNumber: unsignedContent(options.serialNumber ?? randomSerialNumber(options.provider)),
    signature: signerAlgorithm(signer),
    issuer,
    validity: { ...validity, notBefore: wholeSeconds(validity.notBefore), notAfter: wholeSeconds(validity.notAfter) },
    subject,
    subjectPublicKeyInfo: parsePublicKey(encodePublicKey(options.publicKey)),
    extensions: extensions.length > 0 ? extensions : undefined,
  });
  return sign(signer, tbs);
}

/** Positive, and far more than the 64 bits of entropy that the CA/Browser Forum asks for (§7.1). */
function randomSerialNumber(provider: CryptoProvider): Uint8Array {
  const serialNumber = provider.random(16).slice();
  serialNumber[0] = ((serialNumber[0] as number) & 0x3f) | 0x40;
  return serialNumber;
}

/** X.509 knows no fractions of seconds. Throws `MisuseError` when it is no time at all. */
export function wholeSeconds(milliseconds: number): number {
  if (!Number.isFinite(milliseconds)) throw new MisuseError(`${milliseconds} is not a time`);
  return 1000 * Math.floor(milliseconds / 1000);
}
