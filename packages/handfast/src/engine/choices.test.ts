import { describe, expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import type { Observer } from './observer.ts';
import type { ClientOptions, ServerOptions } from './options.ts';
import { serverConfig } from './server-config.ts';
import { clientCredential, serverCredential, trust } from './testing/fixtures.ts';
import { pair, pump } from './testing/pair.ts';

const versions = ['TLS 1.2', 'TLS 1.3'] as const;

async function visit(client: Partial<ClientOptions>, server: Partial<ServerOptions> = {}) {
  const both = pair({ client, server });
  await pump(both);
  return both;
}

describe('RFC 8446 §4.1.1: what a server likes equally its client chooses', () => {
  const aes = { 'TLS 1.2': 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS 1.3': 'TLS_AES_256_GCM_SHA384' } as const;
  const chacha = {
    'TLS 1.2': 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS 1.3': 'TLS_CHACHA20_POLY1305_SHA256',
  } as const;

  test.each(versions)('suites in %s', async (version) => {
    const ours = [aes[version], chacha[version]];
    const client = { versions: [version], cipherSuites: [chacha[version], aes[version]] };
    const strict = await visit(client, { versions: [version], cipherSuites: ours });
    expect(strict.server.info?.cipherSuite).toBe(aes[version]);
    const easy = await visit(client, { versions: [version], cipherSuites: ours, equalCipherSuites: [ours] });
    expect(easy.server.info?.cipherSuite).toBe(chacha[version]);
  });

  test('groups', async () => {
    const client = { groups: ['secp256r1', 'x25519'], keyShares: ['secp256r1', 'x25519'] } as const;
    const ours = ['x25519', 'secp256r1'] as const;
    expect((await visit(client, { groups: ours })).server.info?.group).toBe('x25519');
    expect((await visit(client, { groups: ours, equalGroups: [ours] })).server.info?.group).toBe('secp256r1');
  });

  test('what is on no list, or on two, is a mistake', () => {
    const make = (equalGroups: readonly (readonly 'x25519'[])[], groups = ['x25519' as const]) =>
      serverConfig({ crypto: nodeProvider, credentials: [serverCredential], groups, equalGroups });
    expect(() => make([['x25519']])).not.toThrow();
    expect(() => make([['x25519'], ['x25519']])).toThrow(MisuseError);
    expect(() =>
      serverConfig({ crypto: nodeProvider, credentials: [serverCredential], equalCipherSuites: [['TLS_NULL']] }),
    ).toThrow(MisuseError);
  });
});

describe('RFC 7301 §3.2: a server chooses among the protocols of its client by a callback', () => {
  test.each(versions)('at once or later, in %s', async (version) => {
    const client = { versions: [version], protocols: ['h2', 'http/1.1'] };
    const selectProtocol: ServerOptions['selectProtocol'] = async ({ protocols, serverName }) =>
      serverName === 'server.test' ? protocols.at(-1) : undefined;
    expect((await visit(client, { selectProtocol })).client.info?.protocol).toBe('http/1.1');
    const none = await visit(client, { selectProtocol: () => undefined });
    expect(none.client.error).toMatchObject({ alert: 'no_application_protocol' });
    const strange = await visit(client, { selectProtocol: () => 'spdy/1' });
    expect(strange.client.error).toMatchObject({ alert: 'internal_error' });
    const silent = await visit({ versions: [version] }, { selectProtocol: () => 'h2' });
    expect(silent.server.info).toMatchObject({ protocol: undefined });
  });
});

describe('RFC 8446 §4.4.2, RFC 5246 §7.4.6: a client chooses its certificate by a callback', () => {
  test.each(versions)('at once or later, in %s', async (version) => {
    const asks = { versions: [version], clientAuthentication: 'request' } as const;
    const asked: unknown[] = [];
    const chosen = await visit(
      {
        selectCredential: async (request) => {
          asked.push(request);
          return clientCredential;
        },
      },
      asks,
    );
    expect(chosen.server.info?.peer?.chain).toHaveLength(clientCredential.chain.length);
    expect(asked).toEqual([expect.objectContaining({ authorities: trust.subjects, certificateType: 'X509' })]);
    const none = await visit({ credentials: [clientCredential], selectCredential: () => undefined }, asks);
    expect(none.server.info).toMatchObject({ peer: undefined });
    const failing = await visit({ selectCredential: () => Promise.reject(new Error('no')) }, asks);
    expect(failing.server.error).toMatchObject({ alert: 'internal_error' });
  });
});

test('RFC 8446 §4.1.4: a server may ask for the group that it likes best, whatever share there is', async () => {
  const client = { groups: ['secp256r1', 'x25519'], keyShares: ['secp256r1'] } as const;
  const groups = ['x25519', 'secp256r1'] as const;
  expect((await visit(client, { groups })).client.info).toMatchObject({ group: 'secp256r1', retried: false });
  const asking = await visit(client, { groups, retryForPreferredGroup: true });
  expect(asking.client.info).toMatchObject({ group: 'x25519', retried: true });
  const equal = await visit(client, { groups, retryForPreferredGroup: true, equalGroups: [groups] });
  expect(equal.client.info).toMatchObject({ group: 'secp256r1', retried: false });
});

test('RFC 8701 §4: a server sprinkles reserved values over what clients must read', async () => {
  const names: string[] = [];
  const observer: Observer = {
    message({ name, body }) {
      if (name !== 'CertificateRequest' && name !== 'NewSessionTicket') return;
      const { extensions } = body as { readonly extensions: object };
      if (Object.keys(extensions).some((extension) => /^0x(.)a\1a$/.test(extension))) names.push(name);
    },
  };
  const tickets = { sealer: new TicketKeyRing({ crypto: nodeProvider }), count: 1 };
  const client = { observer, sessions: new MemoryStore() };
  const { server } = await visit(client, { grease: true, clientAuthentication: 'request', tickets });
  expect(server.error).toBeUndefined();
  expect(names).toEqual(['CertificateRequest', 'NewSessionTicket']);
});

test.each(versions)('RFC 8446 §5.1: records may be shorter than they could be, in %s', async (version) => {
  const both = await visit({ versions: [version], maxSendFragment: 512 });
  const lengths: number[] = [];
  both.client.use((connection) => connection.write(new Uint8Array(1200)));
  for (let bytes = both.client.send(); bytes.length > 0; bytes = bytes.subarray(5 + (lengths.at(-1) ?? 0)))
    lengths.push((bytes[3] ?? 0) * 256 + (bytes[4] ?? 0));
  expect(lengths).toHaveLength(3);
  expect(() => serverConfig({ crypto: nodeProvider, credentials: [serverCredential], maxSendFragment: 511 })).toThrow(
    MisuseError,
  );
});

test.each(versions)('RFC 6066 §3: a server need not say that it was asked for a name, in %s', async (version) => {
  const answers: boolean[] = [];
  const answering = version === 'TLS 1.3' ? 'EncryptedExtensions' : 'ServerHello';
  const observer: Observer = {
    message({ name, body }) {
      if (name !== answering) return;
      const { extensions = {} } = body as { readonly extensions?: object };
      answers.push('server_name' in extensions);
    },
  };
  for (const acknowledgeServerName of [undefined, false]) {
    const { server } = await visit({ versions: [version], observer }, { acknowledgeServerName });
    expect(server.info?.serverName).toBe('server.test');
  }
  expect(answers).toEqual([true, false]);
});
