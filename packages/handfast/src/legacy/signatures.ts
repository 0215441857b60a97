/** Signatures with SHA-1, and those of the time before schemes had names. RFC 5246 §7.4.1.4.1, RFC 4346 §7.4.3 */

import { concat } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type SignatureFormat, schemeSignatures } from '../handshake/classic/signatures.ts';
import type { SigningKey } from '../handshake/settings.ts';
import { type SignatureScheme, schemeById, schemeFitsClassic } from '../registry/signature-schemes.ts';
import { certificateVerifyHashesSsl3 } from '../schedule/ssl3.ts';
import {
  signedUnnamed,
  UnnamedCertificateRequest,
  UnnamedCertificateVerify,
} from '../wire/messages/unnamed-signatures.ts';

/** Schemes that nobody should accept any more (RFC 9155), which TLS 1.2 assumes where none is named. */
export type LegacySchemeName = 'rsa_pkcs1_sha1' | 'ecdsa_sha1' | 'dsa_sha1';

const sha1Schemes: readonly SignatureScheme[] = [0x0201, 0x0203, 0x0202].flatMap((id) => {
  const scheme = schemeById(id);
  return scheme === undefined ? [] : [{ ...scheme, negotiable: true }];
});

/** The rows of these names. */
export const legacySchemes = (names: readonly LegacySchemeName[]): readonly SignatureScheme[] =>
  sha1Schemes.filter(({ name }) => names.some((wanted) => wanted === name));

/** TLS 1.2 with these schemes beside the others, as a last resort. */
export const signaturesWith = (extra: readonly SignatureScheme[]): SignatureFormat => ({
  ...schemeSignatures,
  choose: (key, accepted) =>
    schemeSignatures.choose(key, accepted) ??
    extra.find((scheme) => accepted.includes(scheme.id) && wanted(key, scheme) && schemeFitsClassic(scheme, key.info)),
});

const wanted = ({ schemes }: SigningKey, { name }: SignatureScheme): boolean =>
  schemes === undefined || schemes.some((scheme) => scheme === name);

/** Before TLS 1.2 the key says it all: RSA signs MD5 and SHA-1 together, everything else SHA-1. */
export const unnamedSignatures: SignatureFormat = {
  bodies: { CertificateRequest: UnnamedCertificateRequest, CertificateVerify: UnnamedCertificateVerify },
  signed: signedUnnamed,
  named: () => undefined,
  choose: ({ info }) => schemeOf(info),
  certifies: () => true,
  chosen(_algorithm, _offered, key) {
    const scheme = schemeOf(key);
    if (scheme === undefined) throw new ProtocolError('bad_signature_scheme', { key: key.kind });
    return scheme;
  },
  prepared: (crypto, scheme, content) => prepared(crypto, scheme, content),
  everything({ crypto, transcript }) {
    const messages = transcript.messages();
    return (scheme) => prepared(crypto, scheme, messages);
  },
};

/** SSL 3.0: the same, but what clients sign contains the master secret. RFC 6101 §5.6.8 */
export const ssl3Signatures: SignatureFormat = {
  ...unnamedSignatures,
  // All other keys hash themselves, which is too late here.
  certifies: ({ kind }) => kind === 'rsa',
  everything({ crypto, transcript }, master) {
    const hashes = certificateVerifyHashesSsl3(crypto, master, transcript);
    return () => hashes;
  },
};

/** `md5_hash + sha_hash`. RFC 4346 §7.4.3 */
export const md5AndSha1 = (crypto: CryptoProvider, content: Uint8Array): Uint8Array =>
  concat(crypto.hash('md5').update(content).digest(), crypto.hash('sha1').update(content).digest());

const prepared = (crypto: CryptoProvider, { algorithm }: SignatureScheme, content: Uint8Array): Uint8Array =>
  algorithm.kind === 'rsa-pkcs1-md5-sha1' ? md5AndSha1(crypto, content) : content;

const schemeOf = ({ kind }: PublicKeyInfo): SignatureScheme | undefined =>
  kind === 'rsa' ? rsaMd5Sha1 : sha1Schemes.find(({ key }) => key === kind && (kind === 'ec' || kind === 'dsa'));

/** It has no number: none was ever sent. */
const rsaMd5Sha1: SignatureScheme = {
  id: 0,
  name: 'rsa_pkcs1_md5_sha1',
  key: 'rsa',
  algorithm: { kind: 'rsa-pkcs1-md5-sha1' },
  negotiable: false,
  tls13: false,
  certificatesOnly: false,
};
