/** Certificates of toy keys: the same in every run. */

import type { CredentialOptions } from '../../../../handfast/src/engine/options.ts';
import { parseCertificate } from '../../../../handfast/src/x509/certificate.ts';
import { createDelegatedCredential } from '../../../../handfast/src/x509/create/delegation.ts';
import { createDevelopmentCa, type DevelopmentCa } from '../../../../handfast/src/x509/create/development-ca.ts';
import { parseDelegation } from '../../../../handfast/src/x509/own-delegation.ts';
import { TrustAnchors } from '../../../../handfast/src/x509/path/anchors.ts';
import { toyProvider } from '../toy-provider.ts';

/** The time of every run. */
export const now = Date.UTC(2026, 6, 1);

export const authority = createDevelopmentCa(toyProvider, { now }) as DevelopmentCa;
export const root = parseCertificate(authority.certificate);
export const trust = new TrustAnchors([root]);

export const credential = authority.issue(['server.test', 'client.test']) as CredentialOptions;

/** A key to which its certificate delegates. RFC 9345 */
export const delegated = delegate(authority.issue(['server.test'], { delegates: true }) as CredentialOptions);

function delegate({ chain, key }: CredentialOptions): CredentialOptions {
  const made = createDelegatedCredential({
    certificate: parseCertificate(chain[0] as Uint8Array),
    key,
    publicKey: key.info,
    now,
    expires: now + 86_400_000,
  });
  return { chain, key, delegation: parseDelegation(made as Uint8Array) };
}

/** For suites in which the client encrypts to the server's key. */
export const rsaCredential = authority.issue(['server.test'], {
  keySpec: { kind: 'rsa', bits: 2048 },
}) as CredentialOptions;
