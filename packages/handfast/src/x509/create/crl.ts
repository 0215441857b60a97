/** Certificate revocation lists, made and signed (RFC 5280 §5). */

import { unsignedContent } from '../../asn1/integer.ts';
import { type Awaitable, run } from '../../base/awaitable.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import type { RevokedCertificate } from '../crl.ts';
import { tbsCertList } from '../crl-codec.ts';
import { extensionOf } from '../extensions/codec.ts';
import type { Extension } from '../extensions/extension.ts';
import type { CRLReason, DistributionPoint, IssuingDistributionPoint } from '../extensions/types.ts';
import type { GeneralNames } from '../general-name.ts';
import type { Name } from '../name.ts';
import { encodePublicKey, parsePublicKey } from '../public-key.ts';
import { wholeSeconds } from './certificate.ts';
import { keyIdentifierOf } from './key-identifier.ts';
import { type Signer, sign, signerAlgorithm } from './signed.ts';

/** Everything that goes into a CRL, and who signs it. */
export interface CrlOptions {
  readonly provider: CryptoProvider;
  readonly issuer: Name;
  readonly signer: Signer;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  /** Milliseconds since 1970. */
  readonly nextUpdate: number;
  /** Big-endian magnitude; grows with each CRL. */
  readonly cRLNumber: Uint8Array;
  readonly revoked: readonly Revocation[];
  /** The number of the CRL that this one adds to: makes it a delta CRL (§5.2.4). */
  readonly baseCRLNumber?: Uint8Array | undefined;
  readonly issuingDistributionPoint?: Partial<IssuingDistributionPoint> | undefined;
  readonly freshestCRL?: readonly DistributionPoint[] | undefined;
}

/** One certificate that is revoked. */
export interface Revocation {
  /** As a parsed certificate has it: content octets. */
  readonly serialNumber: Uint8Array;
  /** Milliseconds since 1970. */
  readonly revocationDate: number;
  /** `unspecified` is written by leaving it out (§5.3.1). */
  readonly reason?: CRLReason | undefined;
  /** Milliseconds since 1970: when the key was lost, if that is known. */
  readonly invalidityDate?: number | undefined;
  /** Of an indirect CRL: who issued this certificate and those that follow (§5.3.3). */
  readonly certificateIssuer?: GeneralNames | undefined;
}

/** A version 2 CRL in DER. */
export function createCrl(options: CrlOptions): Awaitable<Uint8Array> {
  const { issuer, signer, thisUpdate, nextUpdate, revoked } = options;
  const tbs = encode(tbsCertList, {
    version: 2,
    signature: signerAlgorithm(signer),
    issuer,
    thisUpdate: wholeSeconds(thisUpdate),
    nextUpdate: wholeSeconds(nextUpdate),
    revokedCertificates: revoked.length > 0 ? revoked.map(entryOf) : undefined,
    crlExtensions: crlExtensions(options),
  });
  return run(sign(signer, tbs));
}

function crlExtensions(options: CrlOptions): readonly Extension[] {
  const { provider, signer, cRLNumber, baseCRLNumber, issuingDistributionPoint, freshestCRL } = options;
  const issuerKey = parsePublicKey(encodePublicKey(signer.key.info));
  return [
    extensionOf('authorityKeyIdentifier', { keyIdentifier: keyIdentifierOf(provider, issuerKey) }),
    extensionOf('cRLNumber', unsignedContent(cRLNumber)),
    ...(baseCRLNumber ? [extensionOf('deltaCRLIndicator', unsignedContent(baseCRLNumber), true)] : []),
    ...(issuingDistributionPoint
      ? [extensionOf('issuingDistributionPoint', { ...wholeScope, ...issuingDistributionPoint }, true)]
      : []),
    ...(freshestCRL ? [extensionOf('freshestCRL', freshestCRL)] : []),
  ];
}

const wholeScope: IssuingDistributionPoint = {
  onlyContainsUserCerts: false,
  onlyContainsCACerts: false,
  indirectCRL: false,
  onlyContainsAttributeCerts: false,
};

function entryOf(revocation: Revocation): RevokedCertificate {
  const { serialNumber, revocationDate, reason = 'unspecified', invalidityDate, certificateIssuer } = revocation;
  return {
    userCertificate: serialNumber,
    revocationDate: wholeSeconds(revocationDate),
    extensions: [
      ...(reason === 'unspecified' ? [] : [extensionOf('reasonCode', reason)]),
      ...(invalidityDate === undefined ? [] : [extensionOf('invalidityDate', wholeSeconds(invalidityDate))]),
      ...(certificateIssuer ? [extensionOf('certificateIssuer', certificateIssuer, true)] : []),
    ],
  };
}
