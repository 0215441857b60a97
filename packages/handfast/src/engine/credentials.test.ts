import { describe, expect, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import type { SchemeName } from '../registry/signature-schemes.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { chooseByName, parsedCredential } from './credentials.ts';
import type { CredentialOptions } from './options.ts';
import { clientCredential, credential, now, serverCredential, trust } from './testing/fixtures.ts';
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

describe('of several certificates', () => {
  const stranger = createDevelopmentCa(nodeProvider, { now, commonName: 'Somebody else' });
  const strange = async (): Promise<CredentialOptions> => {
    const { chain, key } = await (await stranger).issue(['client.test'], { usages: ['clientAuth'] });
    return { chain, key };
  };

  test.each(['TLS 1.2', 'TLS 1.3'] as const)(
    'RFC 8446 §4.4.2.3, RFC 5246 §7.4.6: a client shows the one of an authority that the server names in %s',
    async (version) => {
      const client = { versions: [version], credentials: [await strange(), clientCredential] };
      const both = pair({ client, server: { clientAuthentication: 'require' } });
      await pump(both);
      expect(both.server.error).toBeUndefined();
      expect(both.server.info?.peer?.chain.length).toBe(clientCredential.chain.length);
    },
  );

  test('RFC 8446 §4.2.4: a server shows the one of an authority that the client names', async () => {
    const credentials = [await strange(), serverCredential].map(parsedCredential);
    const request = { serverName: undefined, protocols: [], schemes: [], usable: () => true };
    const [first, second] = credentials;
    const choose = chooseByName(credentials, false);
    expect(choose({ ...request, authorities: [] })).toBe(first);
    expect(choose({ ...request, authorities: trust.subjects })).toBe(second);
  });
});
