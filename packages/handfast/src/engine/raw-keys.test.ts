import { describe, expect, test } from 'vitest';
import { toHex, utf8 } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { PrivateKey } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import type { NegotiableVersionName } from '../registry/versions.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { encodePublicKey } from '../x509/public-key.ts';
import { clientConfig, clientConnection } from './client-config.ts';
import { lossyPairs } from './datagram/testing/lossy-pair.ts';
import type { Observer } from './observer.ts';
import type { ClientOptions, ServerOptions, TrustedKeyRequest } from './options.ts';
import { serverConfig } from './server-config.ts';
import { clientCredential, now, serverCredential, trust } from './testing/fixtures.ts';
import { connectedPair, pair, pump } from './testing/pair.ts';
import { Returning } from './testing/returning.ts';

const keyOf = ({ key }: { readonly key: PrivateKey }): Uint8Array => encodePublicKey(key.info);
const serverKey = keyOf(serverCredential);
const clientKey = keyOf(clientCredential);
const bare = ({ key }: { readonly key: PrivateKey }) => ({ key });

/** Both sides show keys and accept nothing else. */
const knowsServer: Partial<ClientOptions> = { trust: undefined, trustedKeys: [serverKey] };
const showsKey: Partial<ServerOptions> = { trust: undefined, credentials: [bare(serverCredential)] };
const client: Partial<ClientOptions> = { ...knowsServer, credentials: [bare(clientCredential)] };
const server: Partial<ServerOptions> = { ...showsKey, trustedKeys: [clientKey], clientAuthentication: 'require' };

const codeOf = (error: Error | undefined): string | undefined =>
  error instanceof ProtocolError ? error.code : error?.message;

describe.each(['TLS 1.2', 'TLS 1.3'] as const)('RFC 7250: keys in place of certificates, in %s', (version) => {
  const versions: readonly NegotiableVersionName[] = [version];

  test('§4: both sides prove themselves with keys that the other knows', async () => {
    const both = await connectedPair({ client: { versions, ...client }, server: { versions, ...server } });
    const [seen, shown] = [both.client.info?.peer, both.server.info?.peer];
    expect(seen?.publicKey?.der).toEqual(serverKey);
    expect(seen).toMatchObject({ chain: [], path: undefined, objection: undefined });
    expect(seen?.signatureScheme).toBe('ecdsa_secp256r1_sha256');
    expect(shown?.publicKey?.der).toEqual(clientKey);
  });

  test('§4.1: each direction is agreed on by itself', async () => {
    const certified = { versions, ...knowsServer, credentials: [clientCredential] };
    const asking = { versions, ...showsKey, trust, clientAuthentication: 'require' } as const;
    const both = await connectedPair({ client: certified, server: asking });
    expect(both.client.info?.peer?.publicKey?.der).toEqual(serverKey);
    expect(both.server.info?.peer).toMatchObject({ publicKey: undefined });
    expect(both.server.info?.peer?.chain).toHaveLength(clientCredential.chain.length);
  });

  test('§4.2: the order of the peer’s types decides what a client shows, and that of credentials what a server shows', async () => {
    const either: Partial<ClientOptions> = {
      versions,
      trust,
      trustedKeys: [serverKey],
      credentials: [clientCredential, bare(clientCredential)],
    };
    const asking = { versions, trust, trustedKeys: [clientKey], clientAuthentication: 'require' } as const;
    const credentials = [bare(serverCredential), serverCredential];
    const keys = await connectedPair({ client: either, server: { ...asking, credentials } });
    expect(keys.client.info?.peer?.chain).toHaveLength(0);
    expect(keys.server.info?.peer?.chain).toHaveLength(0);
    const certificates = await connectedPair({
      client: either,
      server: {
        ...asking,
        credentials: [...credentials].reverse(),
        peerCertificateTypes: ['X509', 'RawPublicKey'],
      },
    });
    expect(certificates.client.info?.peer?.publicKey).toBeUndefined();
    expect(certificates.server.info?.peer?.publicKey).toBeUndefined();
  });

  test('§6: a key that is not among those trusted is refused, on either side', async () => {
    const strange = pair({
      client: { versions, ...client, trustedKeys: [clientKey] },
      server: { versions, ...server },
    });
    await pump(strange);
    expect(codeOf(strange.client.error)).toBe('untrusted_key');
    const unknown = pair({
      client: { versions, ...client },
      server: { versions, ...server, trustedKeys: [serverKey] },
    });
    await pump(unknown);
    expect(codeOf(unknown.server.error)).toBe('untrusted_key');
    expect(unknown.server.info).toBeUndefined();
  });

  test('§6: whoever accepts any certificate accepts no key for that', async () => {
    const insecure = { versions, ...knowsServer, trustedKeys: [clientKey], insecureAcceptAnyCertificate: true };
    const both = pair({ client: insecure, server: { versions, ...showsKey } });
    await pump(both);
    expect(codeOf(both.client.error)).toBe('untrusted_key');
  });

  test.each([
    ['at once', (answer: boolean) => answer],
    ['late', (answer: boolean) => Promise.resolve(answer)],
  ])('§6: the caller may decide, %s, and only a yes is one', async (_when, say) => {
    const asked: TrustedKeyRequest[] = [];
    const deciding = (answer: boolean): Partial<ClientOptions> => ({
      versions,
      ...client,
      trustedKeys: (request) => {
        asked.push(request);
        return say(answer);
      },
    });
    const both = await connectedPair({ client: deciding(true), server: { versions, ...server } });
    expect(both.client.info?.peer?.publicKey?.der).toEqual(serverKey);
    expect(asked).toEqual([{ publicKey: serverKey, peer: 'server', serverName: 'server.test', resumed: undefined }]);
    const refused = pair({ client: deciding(false), server: { versions, ...server } });
    await pump(refused);
    expect(codeOf(refused.client.error)).toBe('untrusted_key');
    const fails = (): never => {
      throw new Error('the database is away');
    };
    const failed = pair({ client: { versions, ...client, trustedKeys: fails }, server: { versions, ...server } });
    await pump(failed);
    expect(failed.client.error).toBeDefined();
    expect(failed.client.info).toBeUndefined();
  });

  test('[K21] RFC 8446 §4.4.2.4: keys that can be broken are refused, whoever trusts them', async () => {
    const short = await nodeProvider.generateKey({ kind: 'rsa', bits: 1024 });
    if (short === undefined) throw new Error('there is no RSA');
    const credentials = [{ key: short.privateKey }];
    const both = pair({
      client: { versions, ...knowsServer, trustedKeys: [short.spki] },
      server: { versions, credentials },
    });
    await pump(both);
    expect(codeOf(both.client.error)).toBe('weak_certificate');
  });

  test('§4.2: where nothing fits, the server says so', async () => {
    const onlyKeys = pair({ client: { versions, ...knowsServer }, server: { versions } });
    await pump(onlyKeys);
    expect(codeOf(onlyKeys.server.error)).toBe('no_common_certificate_type');
    expect(codeOf(onlyKeys.client.error)).toContain('unsupported_certificate');
    const onlyCertificates = pair({ client: { versions }, server: { versions, ...showsKey } });
    await pump(onlyCertificates);
    // Who lists no types has never heard of them: RFC 7250 has no alert for that.
    expect(codeOf(onlyCertificates.server.error)).toBe('no_fitting_credential');
    const chosen = pair({
      client: { versions },
      server: { versions, credentials: undefined, selectCredential: () => bare(serverCredential) },
    });
    await pump(chosen);
    expect(codeOf(chosen.server.error)).toBe('no_fitting_credential');
  });

  test('§4.2: a client that never heard of keys is asked for none unless it must have one', async () => {
    const asking = { versions, trust: undefined, trustedKeys: [clientKey], clientAuthentication: 'request' } as const;
    const both = await connectedPair({ client: { versions, credentials: [clientCredential] }, server: asking });
    expect(both.server.info?.peer).toBeUndefined();
    const must = pair({
      client: { versions, credentials: [clientCredential] },
      server: { ...asking, clientAuthentication: 'require' },
    });
    await pump(must);
    expect(codeOf(must.server.error)).toBe('no_common_certificate_type');
  });

  test('a client whose keys do not suit may go without, if it may', async () => {
    const rsaOnly = { signatureSchemes: ['rsa_pss_rsae_sha256'] } as const;
    const asking = { versions, ...server, ...rsaOnly, clientAuthentication: 'request' } as const;
    const both = await connectedPair({ client: { versions, ...client }, server: asking });
    expect(both.server.info?.peer).toBeUndefined();
  });

  test('a key shows no staples, and has any name', async () => {
    const picky = { versions, ...knowsServer, ocspStapling: true, certificateTransparency: 'ask' } as const;
    const both = await connectedPair({
      client: picky,
      server: { versions, ...showsKey, strictServerName: true },
      serverName: 'any.test',
    });
    expect(both.client.info?.peer).toMatchObject({ ocspResponse: undefined, timestamps: [] });
  });

  describe('a session', () => {
    const returning = (): Returning =>
      new Returning({ client: { versions, ...client }, server: { versions, ...server } });

    test('RFC 8446 §4.6.1, RFC 5077 §3.4: remembers both keys', async () => {
      const visits = returning();
      await visits.visit();
      const again = await visits.visit();
      expect(again.client.info).toMatchObject({ resumed: true });
      expect(again.client.info?.peer?.publicKey?.der).toEqual(serverKey);
      expect(again.server.info?.peer?.publicKey?.der).toEqual(clientKey);
    });

    test('of a client that insists on keys is resumed with a word about them', async () => {
      const visits = returning();
      await visits.visit();
      const answered: unknown[] = [];
      const observer: Observer = {
        message({ name, bytes }) {
          if (name === (version === 'TLS 1.3' ? 'EncryptedExtensions' : 'ServerHello')) answered.push(toHex(bytes));
        },
      };
      const again = await visits.visit({ client: { observer } });
      expect(again.client.info).toMatchObject({ resumed: true });
      expect(answered).toEqual([expect.stringContaining('0014000102')]);
      expect(answered).toEqual([expect.not.stringContaining('0013000102')]);
    });

    test('ends with the trust of the client in the key', async () => {
      const visits = returning();
      await visits.visit();
      const again = await visits.visit({ client: { trustedKeys: [clientKey] } });
      expect(codeOf(again.client.error)).toBe('untrusted_key');
    });

    test('ends with the trust of the server in the key', async () => {
      const visits = returning();
      await visits.visit();
      const again = await visits.visit({ server: { trustedKeys: [serverKey] } });
      expect(codeOf(again.server.error)).toBe('untrusted_key');
    });

    test('ends with the will to accept keys at all', async () => {
      const visits = returning();
      await visits.visit();
      const certified = { versions, trust, trustedKeys: undefined } as const;
      const again = await visits.visit({ client: certified, server: { credentials: [serverCredential] } });
      expect(again.client.info).toMatchObject({ resumed: false });
      expect(again.client.info?.peer?.chain).not.toHaveLength(0);
    });

    test('that began with a certificate is none for who accepts keys alone', async () => {
      const visits = new Returning({ client: { versions }, server: { versions } });
      await visits.visit();
      const again = await visits.visit({ client: knowsServer, server: { credentials: [bare(serverCredential)] } });
      expect(again.client.info).toMatchObject({ resumed: false });
      expect(again.client.info?.peer?.publicKey?.der).toEqual(serverKey);
    });

    test('is the client’s that began it: another key of its own begins another', async () => {
      const visits = returning();
      await visits.visit();
      const again = await visits.visit({ client: { credentials: [bare(serverCredential)] } });
      expect(again.client.info?.resumed).not.toBe(true);
    });

    test('asks the caller again, and says so', async () => {
      const asked: (true | undefined)[] = [];
      const trustedKeys = ({ resumed }: TrustedKeyRequest): boolean => asked.push(resumed) > 0;
      const visits = new Returning({ client: { versions, ...client, trustedKeys }, server: { versions, ...server } });
      await visits.visit();
      await visits.visit();
      expect(asked).toEqual([undefined, true]);
    });
  });
});

test.each(['DTLS 1.2', 'DTLS 1.3'] as const)('RFC 7250: keys on a network that loses datagrams, in %s', (version) => {
  const common = { versions: [version] as const };
  const connect = lossyPairs({ client: { ...common, ...client }, server: { ...common, ...server } });
  const { network, client: one, server: other } = connect({ seed: 7, drop: 0.2 });
  network.run(network.now + 60_000);
  expect(one.info?.peer?.publicKey?.der).toEqual(serverKey);
  expect(other.info?.peer?.publicKey?.der).toEqual(clientKey);
});

test('RFC 8446 §4.6.2: a client shows its key after the handshake', async () => {
  const both = await connectedPair({
    client: { versions: ['TLS 1.3'], ...client, postHandshakeAuthentication: true },
    server: { versions: ['TLS 1.3'], ...server, clientAuthentication: 'none' },
  });
  expect(both.server.info?.peer).toBeUndefined();
  both.server.use((connection) => connection.requestClientCertificate());
  await pump(both);
  const shown = both.server.outputs.find(({ type }) => type === 'authenticated');
  expect(shown?.type === 'authenticated' && shown.peer?.publicKey?.der).toEqual(clientKey);
});

test('RFC 5746 §5: a renegotiation shows the same key again', async () => {
  const common = { versions: ['TLS 1.2'], renegotiation: 'secure' } as const;
  const both = await connectedPair({ client: { ...common, ...client }, server: { ...common, ...server } });
  both.client.use((connection) => connection.renegotiate());
  await pump(both);
  expect(both.client.error ?? both.server.error).toBeUndefined();
  expect(both.client.outputs.filter(({ type }) => type === 'established')).toHaveLength(2);
});

test('a client that knows the server’s key needs no name for it', async () => {
  const config = clientConfig({ crypto: nodeProvider, trustedKeys: [serverKey] });
  expect(() => clientConnection(config, { now })).not.toThrow();
  const either = clientConfig({ crypto: nodeProvider, trust, trustedKeys: [serverKey] });
  expect(() => clientConnection(either, { now })).toThrow(MisuseError);
});

test('a client needs trust in something', () => {
  expect(() => clientConfig({ crypto: nodeProvider })).toThrow('trustedKeys');
  expect(() =>
    serverConfig({ crypto: nodeProvider, credentials: [serverCredential], clientAuthentication: 'request' }),
  ).toThrow('trustedKeys');
});

describe('options that cannot work', () => {
  const config = (options: Partial<ClientOptions>) => () =>
    clientConfig({ crypto: nodeProvider, trustedKeys: [serverKey], ...options });

  test.each<[what: string, sentence: string, options: Partial<ClientOptions>]>([
    ['certificates without roots', 'peerCertificateTypes names X509', { peerCertificateTypes: ['X509'] }],
    ['no type at all', 'peerCertificateTypes is empty', { peerCertificateTypes: [] }],
    [
      'keys without any that are trusted',
      'peerCertificateTypes names RawPublicKey',
      { trust, trustedKeys: undefined, peerCertificateTypes: ['RawPublicKey'] },
    ],
    ['a trusted key that is none', 'trustedKeys holds something', { trustedKeys: [utf8('a key')] }],
    [
      'a public key of somebody else',
      'does not belong to the publicKey',
      { credentials: [{ key: clientCredential.key, publicKey: serverKey }] },
    ],
    [
      'a public key that is none',
      'the publicKey is not a SubjectPublicKeyInfo',
      { credentials: [{ key: clientCredential.key, publicKey: utf8('a key') }] },
    ],
    [
      'a chain and a public key',
      'a chain or a publicKey, not both',
      { credentials: [{ ...clientCredential, publicKey: clientKey }] },
    ],
  ])('%s', (_what, sentence, options) => {
    expect(config(options)).toThrow(MisuseError);
    expect(config(options)).toThrow(sentence);
  });

  test('a public key that is right is shown as it is given', () => {
    const { credentials } = config({ credentials: [{ key: clientCredential.key, publicKey: clientKey }] })();
    expect(credentials[0]?.rawKey).toEqual(clientKey);
  });
});

test('sessions in a store that an older version kept are forgotten, not misread', async () => {
  const sessions = new MemoryStore();
  sessions.put('tls13 server.test', new Uint8Array(200), now + 1000);
  const both = await connectedPair({ client: { ...client, sessions }, server });
  expect(both.client.info?.resumed).toBe(false);
});
