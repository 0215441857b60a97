/** Certificates of toy keys: the same in every run. */

import type { CredentialOptions } from '../../../../handfast/src/engine/options.ts';
import { parseCertificate } from '../../../../handfast/src/x509/certificate.ts';
import { createDevelopmentCa, type DevelopmentCa } from '../../../../handfast/src/x509/create/development-ca.ts';
import { TrustAnchors } from '../../../../handfast/src/x509/path/anchors.ts';
import { toyProvider } from '../toy-provider.ts';

/** The time of every run. */
export const now = Date.UTC(2026, 6, 1);

export const authority = createDevelopmentCa(toyProvider, { now }) as DevelopmentCa;
export const root = parseCertificate(authority.certificate);
export const trust = new TrustAnchors([root]);

export const credential = authority.issue(['server.test', 'client.test']) as CredentialOptions;

/** For suites in which the client encrypts to the server's key. */
export const rsaCredential = authority.issue(['server.test'], {
  keySpec: { kind: 'rsa', bits: 2048 },
}) as CredentialOptions;
