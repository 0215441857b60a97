import { describe, expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import type { MlDsaName } from '../crypto/algorithms.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { TrustAnchors } from '../x509/path/anchors.ts';
import { clientConfig } from './client-config.ts';
import { now, serverCredential } from './testing/fixtures.ts';
import { pair, pump } from './testing/pair.ts';

const schemes = { 'ml-dsa-44': 'mldsa44', 'ml-dsa-65': 'mldsa65', 'ml-dsa-87': 'mldsa87' } as const;

/** A root, a chain and a key of this kind alone. */
async function world(kind: MlDsaName) {
  const authority = await createDevelopmentCa(nodeProvider, { now, keySpec: { kind } });
  const { chain, key } = await authority.issue(['server.test', 'client.test'], { keySpec: { kind } });
  return { trust: new TrustAnchors([parseCertificate(authority.certificate)]), credentials: [{ chain, key }] };
}

describe.each(Object.entries(schemes))('%s', async (kind, scheme) => {
  const { trust, credentials } = await world(kind as MlDsaName);
  const signatureSchemes = [scheme];

  test('draft-ietf-tls-mldsa §3, RFC 9881: proves both sides, whose chains it signs, where both ask for it', async () => {
    const both = pair({
      client: { trust, credentials, signatureSchemes },
      server: { trust, credentials, signatureSchemes, clientAuthentication: 'require' },
    });
    await pump(both);
    for (const { info } of [both.client, both.server]) {
      expect(info?.peer).toMatchObject({ signatureScheme: scheme, path: expect.anything() });
    }
  });

  test('is not used with who does not ask for it', async () => {
    const both = pair({ client: { trust }, server: { credentials } });
    await pump(both);
    expect(both.server.error?.code).toBe('no_common_signature_scheme');
  });

  test('draft-ietf-tls-mldsa §3: has no place in TLS 1.2', async () => {
    const both = pair({
      client: { trust, signatureSchemes, versions: ['TLS 1.2'] },
      server: { credentials },
    });
    await pump(both);
    expect(both.server.error?.code).toBe('no_common_suite');
  });
});

test('beside others, the certificate that the client can check is shown', async () => {
  const { trust, credentials } = await world('ml-dsa-44');
  const server = { credentials: [...credentials, serverCredential] };
  const old = pair({ server });
  const young = pair({ client: { trust, signatureSchemes: ['mldsa44', 'ecdsa_secp256r1_sha256'] }, server });
  await Promise.all([pump(old), pump(young)]);
  expect(old.client.info?.peer?.signatureScheme).toBe('ecdsa_secp256r1_sha256');
  expect(young.client.info?.peer?.signatureScheme).toBe('mldsa44');
});

test('a scheme that the provider does not verify cannot be asked for', () => {
  const crypto = { ...nodeProvider, name: 'poor', importPublicKey: () => undefined };
  const poor = () => clientConfig({ crypto, trust: new TrustAnchors([]), signatureSchemes: ['mldsa65'] });
  expect(poor).toThrow(new MisuseError('the provider poor does not verify mldsa65'));
});
