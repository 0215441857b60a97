/** Certificates and keys for tests, issued by a development CA of the test file's own. */

import type { KeySpec } from '../../crypto/algorithms.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { parseCertificate } from '../../x509/certificate.ts';
import { createDevelopmentCa } from '../../x509/create/development-ca.ts';
import type { Usage } from '../../x509/create/profiles.ts';
import { TrustAnchors } from '../../x509/path/anchors.ts';
import type { CredentialOptions } from '../options.ts';

/** The time at which all tests run. */
export const now = Date.UTC(2026, 6, 1);

/** Every kind of key that can prove itself in TLS 1.3. */
export const keySpecs = {
  'ECDSA P-256': { kind: 'ec', curve: 'secp256r1' },
  'ECDSA P-384': { kind: 'ec', curve: 'secp384r1' },
  'ECDSA P-521': { kind: 'ec', curve: 'secp521r1' },
  RSA: { kind: 'rsa', bits: 2048 },
  'RSA-PSS': { kind: 'rsa-pss', bits: 2048 },
  Ed25519: { kind: 'ed25519' },
  Ed448: { kind: 'ed448' },
} as const satisfies Record<string, KeySpec>;

export type KeyKind = keyof typeof keySpecs;

/** Who issued all credentials here. */
export const authority = await createDevelopmentCa(nodeProvider, { now });

/** The root of all credentials here. */
export const trust = new TrustAnchors([parseCertificate(authority.certificate)]);

/** A root that signed nothing. */
export const strangers = new TrustAnchors([
  parseCertificate((await createDevelopmentCa(nodeProvider, { now, commonName: 'Somebody else' })).certificate),
]);

export interface CredentialWishes {
  readonly kind?: KeyKind;
  readonly names?: readonly string[];
  readonly usages?: readonly Usage[];
}

/** A chain and its key: for `server.test` and both usages, with a P-256 key, unless told otherwise. */
export async function credential(wishes: CredentialWishes = {}): Promise<CredentialOptions> {
  const { kind = 'ECDSA P-256', names = ['server.test'], usages } = wishes;
  const { chain, key } = await authority.issue(names, { keySpec: keySpecs[kind], usages });
  return { chain, key };
}

/** Made once for the whole file. */
export const serverCredential = await credential();
export const clientCredential = await credential({ names: ['client.test'], usages: ['clientAuth'] });
