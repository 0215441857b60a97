/** The extensions that certificates of each role have (RFC 5280 §4.2; CA/Browser Forum Baseline Requirements §7.1.2). */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { nullParameters } from '../algorithm-identifier.ts';
import { extensionOf } from '../extensions/codec.ts';
import type { Extension } from '../extensions/extension.ts';
import type { KeyUsage, NameConstraints } from '../extensions/types.ts';
import type { GeneralName } from '../general-name.ts';
import { encodePublicKey, parsePublicKey } from '../public-key.ts';
import { keyIdentifierOf } from './key-identifier.ts';

/** What a CA may do. */
export interface AuthorityProfile {
  readonly provider: CryptoProvider;
  readonly publicKey: PublicKeyInfo;
  /** The issuer's key; absent for a root, whose own it is. */
  readonly issuerKey?: PublicKeyInfo | undefined;
  /** How many more certificates of CAs may follow before the leaf. */
  readonly pathLenConstraint?: number | undefined;
  readonly nameConstraints?: NameConstraints | undefined;
}

/** A root or an intermediate. */
export function authorityExtensions(profile: AuthorityProfile): readonly Extension[] {
  const { pathLenConstraint, nameConstraints } = profile;
  return [
    extensionOf('basicConstraints', { cA: true, pathLenConstraint }, true),
    extensionOf('keyUsage', ['digitalSignature', 'keyCertSign', 'cRLSign'], true),
    ...(nameConstraints ? [extensionOf('nameConstraints', nameConstraints, true)] : []),
    ...keyIdentifiers(profile),
  ];
}

/** What a leaf is for. */
export interface LeafProfile {
  readonly provider: CryptoProvider;
  readonly publicKey: PublicKeyInfo;
  readonly issuerKey: PublicKeyInfo;
  readonly names: readonly GeneralName[];
  /** What the key is for, by the names of RFC 5280 §4.2.1.12. */
  readonly usages: readonly Usage[];
  /** Whether the subject is the empty name: then the names here are all there is (RFC 5280 §4.2.1.6). */
  readonly isNameless?: boolean | undefined;
  /** Where revocation can be looked up. */
  readonly ocspUri?: string | undefined;
  readonly crlUri?: string | undefined;
  /** TLS servers with this certificate must staple (RFC 7633). */
  readonly mustStaple?: boolean | undefined;
  /** Whether its key may delegate to others (RFC 9345). */
  readonly delegates?: boolean | undefined;
}

/** Purposes of RFC 5280 §4.2.1.12, by name. */
export type Usage = 'serverAuth' | 'clientAuth' | 'codeSigning' | 'emailProtection' | 'timeStamping' | 'OCSPSigning';

/** A server, a client or an OCSP responder. */
export function leafExtensions(profile: LeafProfile): readonly Extension[] {
  const { publicKey, names, usages, isNameless = false, ocspUri, crlUri, mustStaple, delegates } = profile;
  return [
    extensionOf('basicConstraints', { cA: false }, true),
    extensionOf('keyUsage', leafKeyUsage(publicKey), true),
    extensionOf(
      'extKeyUsage',
      usages.map((usage): ObjectIdentifier => oid[usage]),
    ),
    ...(names.length > 0 ? [extensionOf('subjectAltName', names, isNameless)] : []),
    ...keyIdentifiers(profile),
    ...(ocspUri
      ? [extensionOf('authorityInfoAccess', [{ accessMethod: oid.ocsp, accessLocation: uri(ocspUri) }])]
      : []),
    ...(crlUri
      ? [extensionOf('cRLDistributionPoints', [{ distributionPoint: { kind: 'fullName', value: [uri(crlUri)] } }])]
      : []),
    ...(mustStaple ? [extensionOf('tlsFeature', [statusRequest])] : []),
    ...(delegates ? [delegationUsage] : []),
    ...(usages.includes('OCSPSigning') ? [extensionOf('ocspNoCheck', null)] : []),
  ];
}

/** RFC 9345 §4.2: what it says is that it is there. */
const delegationUsage: Extension = {
  name: 'unknown',
  extnID: oid.delegationUsage,
  critical: false,
  value: nullParameters,
  extnValue: nullParameters,
};

/** The number of the TLS extension status_request (RFC 6066 §8). */
const statusRequest = 5;

/** Only an RSA key can also encrypt another key, and one of Diffie-Hellman does not sign. RFC 3279 §2.3 */
function leafKeyUsage({ kind }: PublicKeyInfo): readonly KeyUsage[] {
  if (kind === 'dh') return ['keyAgreement'];
  return kind === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'];
}

const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });

function keyIdentifiers(profile: AuthorityProfile | LeafProfile): readonly Extension[] {
  const { provider, publicKey, issuerKey = publicKey } = profile;
  const identify = (key: PublicKeyInfo) => keyIdentifierOf(provider, parsePublicKey(encodePublicKey(key)));
  return [
    extensionOf('subjectKeyIdentifier', identify(publicKey)),
    extensionOf('authorityKeyIdentifier', { keyIdentifier: identify(issuerKey) }),
  ];
}
