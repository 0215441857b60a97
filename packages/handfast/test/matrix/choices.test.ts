import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../src/base/errors.ts';
import type { CredentialOptions, ServerOptions } from '../../src/engine/options.ts';
import { clientCredential, credential, strangers } from '../../src/engine/testing/fixtures.ts';
import { connectedPair, type PairOptions, pair, pump } from '../../src/engine/testing/pair.ts';
import { findExtension } from '../../src/x509/extensions/extension.ts';

const one = await credential({ names: ['one.test'] });
const two = await credential({ names: ['two.test', '*.two.test'] });
const twoEd25519 = await credential({ names: ['two.test'], kind: 'Ed25519' });

/** Asserts that the handshake fails, and gives both sides' errors. */
async function failure(options: PairOptions): Promise<{ client: string; server: string }> {
  const both = pair(options);
  await pump(both);
  const spell = (error: unknown): string =>
    error instanceof ProtocolError ? error.code : `alert ${(error as { alert?: string }).alert}`;
  return { client: spell(both.client.error), server: spell(both.server.error) };
}

/** The first DNS name of the certificate that a client sees. */
async function shown(
  serverName: string,
  credentials: readonly CredentialOptions[],
  server: Partial<ServerOptions> = {},
) {
  const { client } = await connectedPair({
    serverName,
    client: { insecureAcceptAnyCertificate: true },
    server: { credentials, ...server },
  });
  const [leaf] = client.info?.peer?.chain ?? [];
  return leaf && findExtension(leaf.extensions, 'subjectAltName')?.value.map((name) => name.value)[0];
}

describe('certificates', () => {
  test('[F02] RFC 6066 §3: the name that the client asks for chooses the certificate', async () => {
    expect(await shown('one.test', [one, two])).toBe('one.test');
    expect(await shown('two.test', [one, two])).toBe('two.test');
    expect(await shown('www.two.test', [one, two])).toBe('two.test');
    expect(await shown('elsewhere.test', [one, two])).toBe('one.test');
    expect(await shown('192.0.2.1', [one, two])).toBe('one.test');
  });

  test('RFC 8446 §4.4.2.2: among those for a name, the key that the client can verify decides', async () => {
    const { client } = await connectedPair({
      serverName: 'two.test',
      client: { signatureSchemes: ['ed25519', 'rsa_pss_rsae_sha256'] },
      server: { credentials: [one, two, twoEd25519] },
    }).catch(() => ({ client: undefined }));
    expect(client?.info?.signatureScheme ?? 'refused').toBe('ed25519');
  });

  test('a server may choose a certificate itself, and see what the client offers', async () => {
    const seen: unknown[] = [];
    const selectCredential: ServerOptions['selectCredential'] = (request) => {
      seen.push(request);
      return request.serverName === 'two.test' ? two : undefined;
    };
    const server = { credentials: undefined, selectCredential };
    await connectedPair({ serverName: 'TWO.test', client: { protocols: ['h2', 'x'] }, server });
    expect(seen).toMatchObject([{ serverName: 'two.test', protocols: ['h2', 'x'] }]);
    const refused = await failure({ serverName: 'one.test', server });
    expect(refused).toEqual({ client: 'alert unrecognized_name', server: 'unrecognized_name' });
  });

  test('[C13] RFC 8446 §4.4.2.4: a chain that is not trusted ends the handshake with the alert that says why', async () => {
    expect(await failure({ client: { trust: strangers } })).toEqual({
      client: 'unknown_issuer',
      server: 'alert unknown_ca',
    });
    expect(await failure({ serverName: 'other.test' })).toEqual({
      client: 'name_mismatch',
      server: 'alert bad_certificate',
    });
    const server = { clientAuthentication: 'require', trust: strangers } as const;
    expect(await failure({ client: { credentials: [clientCredential] }, server })).toMatchObject({
      server: 'unknown_issuer',
    });
  });

  test('[C13] whoever accepts anybody is told what was wrong', async () => {
    const { client } = await connectedPair({
      serverName: 'other.test',
      client: { insecureAcceptAnyCertificate: true },
    });
    expect(client.info?.peer?.path).toBeUndefined();
    expect(client.info?.peer?.objection?.code).toBe('name_mismatch');
  });

  test('[C23, C17] RFC 8446 §4.4.2: a client without a certificate passes where one is only requested', async () => {
    const { server } = await connectedPair({ server: { clientAuthentication: 'request' } });
    expect(server.info?.peer).toBeUndefined();
    expect(server.messages.filter((message) => message.includes('Certificate'))).toEqual([
      '> CertificateRequest',
      '> Certificate',
      '> CertificateVerify',
      '< Certificate',
    ]);
    expect(await failure({ server: { clientAuthentication: 'require' } })).toEqual({
      client: 'alert certificate_required',
      server: 'certificate_required',
    });
  });
});

describe('parameters', () => {
  test('RFC 8446 §4.1.1: the server takes the best of its own suites and groups that the client knows', async () => {
    const client = {
      cipherSuites: ['TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'],
      groups: ['x25519', 'secp384r1'],
    } as const;
    const server = {
      cipherSuites: ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
    } as const;
    const both = await connectedPair({
      client: { ...client, keyShares: ['x25519', 'secp384r1'] },
      server: { ...server, groups: ['secp384r1', 'x25519'] },
    });
    expect(both.server.info).toMatchObject({
      cipherSuite: 'TLS_CHACHA20_POLY1305_SHA256',
      group: 'secp384r1',
      retried: false,
    });
  });

  test('RFC 8446 §4.2.8: a share that is there is better than a better group that costs a round trip', async () => {
    const client = { groups: ['x25519', 'secp256r1'], keyShares: ['secp256r1'] } as const;
    const both = await connectedPair({ client, server: { groups: ['x25519', 'secp256r1'] } });
    expect(both.client.info).toMatchObject({ group: 'secp256r1', retried: false });
  });

  test('RFC 7301 §3.2: the server takes the first of its own protocols that the client offers', async () => {
    const both = await connectedPair({
      client: { protocols: ['http/1.1', 'h2'] },
      server: { protocols: ['h3', 'h2', 'http/1.1'] },
    });
    expect(both.client.info?.protocol).toBe('h2');
    expect(both.server.info?.protocol).toBe('h2');
  });

  test('RFC 7301 §3.1: bytes beyond ASCII are protocols too', async () => {
    const both = await connectedPair({
      client: { protocols: ['\x0a\x0a', '\xff\x00'] },
      server: { protocols: ['\xff\x00'] },
    });
    expect(both.client.info?.protocol).toBe('\xff\x00');
  });

  test('sides that share nothing part with the alert that says what is missing', async () => {
    const refusals: readonly (readonly [PairOptions, string, string])[] = [
      [
        { client: { cipherSuites: ['TLS_AES_128_GCM_SHA256'] }, server: { cipherSuites: ['TLS_AES_256_GCM_SHA384'] } },
        'no_common_suite',
        'handshake_failure',
      ],
      [{ client: { groups: ['x25519'] }, server: { groups: ['secp256r1'] } }, 'no_common_group', 'handshake_failure'],
      [
        { client: { protocols: ['h2'] }, server: { protocols: ['h3'] } },
        'no_common_protocol',
        'no_application_protocol',
      ],
    ];
    for (const [options, code, alert] of refusals) {
      expect(await failure(options)).toEqual({ client: `alert ${alert}`, server: code });
    }
  });
});
