/** A server's certificates, and which of them a client gets to see. RFC 6066 §3, RFC 8446 §4.4.2.2 */

import { copyOf, equalBytes } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { certificateTypeOf } from '../handshake/credential.ts';
import { allowedFor, likeliest } from '../handshake/negotiate/authorities.ts';
import { acceptablySigned } from '../handshake/negotiate/certificate-signatures.ts';
import { mayShow } from '../handshake/negotiate/delegation.ts';
import type { Credential, CredentialRequest } from '../handshake/settings.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { findExtension } from '../x509/extensions/extension.ts';
import { type HostName, matchesHostName, parseHostName } from '../x509/host-name.ts';
import { encodePublicKey, parsePublicKey, type SubjectPublicKeyInfo } from '../x509/public-key.ts';
import type { CredentialOptions, RawKeyOptions } from './options.ts';

/** Parses a chain, or a key alone. Throws `MisuseError` when it is empty or its leaf has another key. */
export function parsedCredential(options: CredentialOptions | RawKeyOptions): Credential {
  if (!('chain' in options)) return rawKeyCredential(options);
  if ('publicKey' in options) throw new MisuseError('a credential has a chain or a publicKey, not both');
  return chainCredential(options);
}

function rawKeyCredential({ key, publicKey }: RawKeyOptions): Credential {
  const own = encodePublicKey(key.info);
  if (publicKey === undefined) return { chain: [], rawKey: own, key };
  if (!equalBytes(encodePublicKey(parsedKey(publicKey).key), own)) {
    throw new MisuseError('the private key does not belong to the publicKey');
  }
  return { chain: [], rawKey: copyOf(publicKey), key };
}

function parsedKey(der: Uint8Array): SubjectPublicKeyInfo {
  try {
    return parsePublicKey(der);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new MisuseError('the publicKey is not a SubjectPublicKeyInfo in DER', { cause: error });
  }
}

function chainCredential({ chain, key, delegation, ...beside }: CredentialOptions): Credential {
  const { ocspResponse, issuerOcspResponses, timestamps, onlyForItsAuthorities } = beside;
  const certificates = chain.map((one) => (one instanceof Uint8Array ? parseCertificate(one) : one));
  const [leaf] = certificates;
  if (leaf === undefined) throw new MisuseError('a credential needs at least one certificate');
  const shown = { chain: certificates, ocspResponse, issuerOcspResponses, timestamps, onlyForItsAuthorities };
  if (delegation !== undefined) return { ...shown, key: delegation.bind(key), delegated: delegation.delegated };
  if (!equalBytes(encodePublicKey(leaf.subjectPublicKeyInfo.key), encodePublicKey(key.info))) {
    throw new MisuseError('the private key does not belong to the first certificate of the chain');
  }
  return { ...shown, key };
}

/**
 * Among the credentials of a type that the client knows, for the name that it asks for, the first whose key it can
 * verify, of an authority that it trusts, signed as it accepts, if it says. When none has the name, the first of all
 * credentials stands in, unless `strict`.
 */
export function chooseByName(
  credentials: readonly Credential[],
  strict: boolean,
): (request: CredentialRequest) => Credential | ProtocolError {
  const names = new Map(credentials.map((credential) => [credential, dnsNames(credential.chain[0])]));
  return (request) => {
    const { serverName, authorities, certificateSchemes, certificateTypes, usable } = request;
    const host = serverName === undefined ? undefined : parseHostName(serverName);
    const allowed = allowedFor(credentials, authorities).filter((credential) => mayShow(credential, request));
    if (allowed.length === 0) return unfit();
    const known = allowed.filter((credential) => certificateTypes.includes(certificateTypeOf(credential)));
    // Nothing that the client can check: who calls sees that by itself.
    const all = known.length > 0 ? known : allowed;
    const hasName = (credential: Credential, name: HostName): boolean =>
      credential.rawKey !== undefined || names.get(credential)?.some((one) => matchesHostName(one, name)) === true;
    const named = host === undefined ? [] : all.filter((credential) => hasName(credential, host));
    const fitting = named.length > 0 ? named : strict && serverName !== undefined ? [] : all;
    const candidates = likeliest(acceptablySigned(fitting, certificateSchemes), authorities);
    return (
      candidates.find(({ key, delegated }) => delegated !== undefined || usable(key)) ??
      candidates[0] ??
      noCredential(request)
    );
  };
}

/** For a server that has nothing to show: not for this name, if the client asks for one. RFC 6066 §3 */
export const noCredential = ({ serverName }: CredentialRequest): ProtocolError =>
  serverName === undefined ? unfit() : new ProtocolError('unrecognized_name', { name: serverName });

/** A delegation may be nothing for this client. */
export const ifShowable = (credential: Credential, request: CredentialRequest): Credential | ProtocolError =>
  mayShow(credential, request) ? credential : unfit();

const unfit = (): ProtocolError => new ProtocolError('no_fitting_credential');

function dnsNames(leaf: Certificate | undefined): readonly string[] {
  const names = findExtension(leaf?.extensions ?? [], 'subjectAltName')?.value ?? [];
  return names.flatMap((name) => (name.kind === 'dNSName' ? [name.value] : []));
}
