import { describe, expect, test } from 'vitest';
import type { SchemeName } from '../registry/signature-schemes.ts';
import type { CredentialOptions } from './options.ts';
import { clientCredential, credential, serverCredential } from './testing/fixtures.ts';
import { pair, pump } from './testing/pair.ts';

const rsa = await credential({ kind: 'RSA' });

/** The same credential, whose key is to be used with these schemes alone. */
const limited = ({ chain, key }: CredentialOptions, ...schemes: readonly SchemeName[]): CredentialOptions => ({
  chain,
  key: { info: key.info, schemes, sign: (algorithm, data) => key.sign(algorithm, data) },
});

describe('a key that names the schemes it signs with', () => {
  test.each(['TLS 1.2', 'TLS 1.3'] as const)('is used with the first that the peer accepts in %s', async (version) => {
    const versions = [version];
    const server = { credentials: [limited(rsa, 'rsa_pss_rsae_sha512', 'rsa_pss_rsae_sha256')] };
    const both = pair({ client: { versions }, server });
    await pump(both);
    expect(both.client.info?.peer?.signatureScheme).toBe('rsa_pss_rsae_sha512');
    const choosy = pair({ client: { versions, signatureSchemes: ['rsa_pss_rsae_sha256'] }, server });
    await pump(choosy);
    expect(choosy.client.info?.peer?.signatureScheme).toBe('rsa_pss_rsae_sha256');
  });

  test.each(['TLS 1.2', 'TLS 1.3'] as const)('is passed over where none of them is accepted in %s', async (version) => {
    const only = limited(rsa, 'rsa_pss_rsae_sha512');
    const client = {
      versions: [version],
      signatureSchemes: ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256'] as const,
    };
    const both = pair({ client, server: { credentials: [only, serverCredential] } });
    await pump(both);
    expect(both.client.info?.peer?.signatureScheme).toBe('ecdsa_secp256r1_sha256');
    const alone = pair({ client, server: { credentials: [only] } });
    await pump(alone);
    expect(alone.server.error?.code).toBe('no_common_signature_scheme');
  });

  test.each(['TLS 1.2', 'TLS 1.3'] as const)('may be a client’s in %s', async (version) => {
    const credentials = [limited(clientCredential, 'ecdsa_secp384r1_sha384'), limited(rsa, 'rsa_pss_rsae_sha384')];
    const server = { clientAuthentication: 'require', signatureSchemes: ['rsa_pss_rsae_sha384'] } as const;
    const both = pair({ client: { versions: [version], credentials }, server });
    await pump(both);
    expect(both.server.info?.peer?.signatureScheme).toBe('rsa_pss_rsae_sha384');
  });
});
