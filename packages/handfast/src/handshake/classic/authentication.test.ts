import { expect, test } from 'vitest';
import { clientCredential } from '../../engine/testing/fixtures.ts';
import { connectedPair } from '../../engine/testing/pair.ts';
import type { SchemeName } from '../../registry/signature-schemes.ts';
import type { CertificateRequestClassic } from '../../wire/messages/certificate-request-classic.ts';

const versions = ['TLS 1.2'] as const;

test.each<[readonly SchemeName[], readonly number[]]>([
  [['ecdsa_secp256r1_sha256'], [64]],
  [['rsa_pss_rsae_sha256', 'rsa_pkcs1_sha256'], [1]],
  [
    ['ed25519', 'rsa_pkcs1_sha256'],
    [1, 64],
  ],
])(
  'RFC 5246 §7.4.4: a server that takes signatures by %s asks for certificates of types %s',
  async (schemes, types) => {
    const asked: number[] = [];
    await connectedPair({
      client: {
        versions,
        credentials: schemes.includes('ecdsa_secp256r1_sha256') ? [clientCredential] : [],
        observer: {
          message: ({ name, body }) => {
            if (name === 'CertificateRequest') asked.push(...(body as CertificateRequestClassic).certificateTypes);
          },
        },
      },
      server: { versions, clientAuthentication: 'request', signatureSchemes: schemes },
    });
    expect(asked).toEqual(types);
  },
);
