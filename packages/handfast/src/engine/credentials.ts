/** A server's certificates, and which of them a client gets to see. RFC 6066 §3, RFC 8446 §4.4.2.2 */

import { equalBytes } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { likeliest } from '../handshake/negotiate/authorities.ts';
import { acceptablySigned } from '../handshake/negotiate/certificate-signatures.ts';
import type { Credential, CredentialRequest } from '../handshake/settings.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { findExtension } from '../x509/extensions/extension.ts';
import { matchesHostName, parseHostName } from '../x509/host-name.ts';
import { encodePublicKey } from '../x509/public-key.ts';
import type { CredentialOptions } from './options.ts';

/** Parses a chain. Throws `MisuseError` when it is empty or its leaf has another key. */
export function parsedCredential({ chain, key, ocspResponse, timestamps }: CredentialOptions): Credential {
  const certificates = chain.map((one) => (one instanceof Uint8Array ? parseCertificate(one) : one));
  const [leaf] = certificates;
  if (leaf === undefined) throw new MisuseError('a credential needs at least one certificate');
  if (!equalBytes(encodePublicKey(leaf.subjectPublicKeyInfo.key), encodePublicKey(key.info))) {
    throw new MisuseError('the private key does not belong to the first certificate of the chain');
  }
  return { chain: certificates, key, ocspResponse, timestamps };
}

/**
 * Among the credentials for the name that the client asks for, the first whose key the client can verify, of an
 * authority that it trusts, signed as it accepts, if it says. When none has the name, the first of all credentials stands in, or nothing if `strict`.
 */
export function chooseByName(
  credentials: readonly Credential[],
  strict: boolean,
): (request: CredentialRequest) => Credential | undefined {
  const names = new Map(credentials.map((credential) => [credential, dnsNames(credential.chain[0] as Certificate)]));
  return ({ serverName, authorities, certificateSchemes, usable }) => {
    const host = serverName === undefined ? undefined : parseHostName(serverName);
    const named =
      host === undefined
        ? []
        : credentials.filter((credential) => names.get(credential)?.some((name) => matchesHostName(name, host)));
    const fitting = named.length > 0 ? named : strict && serverName !== undefined ? [] : credentials;
    const candidates = likeliest(acceptablySigned(fitting, certificateSchemes), authorities);
    return candidates.find(({ key }) => usable(key)) ?? candidates[0];
  };
}

function dnsNames(leaf: Certificate): readonly string[] {
  const names = findExtension(leaf.extensions, 'subjectAltName')?.value ?? [];
  return names.flatMap((name) => (name.kind === 'dNSName' ? [name.value] : []));
}
