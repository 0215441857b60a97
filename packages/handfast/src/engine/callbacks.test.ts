import { expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError, PeerAlert, ProtocolError } from '../base/errors.ts';
import type { CryptoProvider, PrivateKey } from '../crypto/provider.ts';
import { late } from '../crypto/testing/late.ts';
import { nodeProvider } from '../providers/node/index.ts';
import type { CredentialOptions, ServerOptions } from './options.ts';
import { expectOver } from './testing/converse.ts';
import { settled } from './testing/endpoint.ts';
import { clientCredential, serverCredential } from './testing/fixtures.ts';
import { connectedPair, type Pair, type PairOptions, pair, pump } from './testing/pair.ts';

const mishap = new Error('the token was pulled out');

/** A credential whose key signs like this. */
const signingLike = (sign: PrivateKey['sign'], { chain, key } = serverCredential): CredentialOptions => ({
  chain,
  key: { info: key.info, sign },
});

/** Our own side fails with `internal_error` and its cause; the other side hears of it; nothing is left of either. */
async function expectMishap(options: PairOptions, where: keyof Pair, cause: unknown = mishap): Promise<void> {
  const both = pair(options);
  await pump(both);
  const ours = both[where];
  const theirs = both[where === 'client' ? 'server' : 'client'];
  expect(ours.error).toBeInstanceOf(ProtocolError);
  expect(ours.error).toMatchObject({ code: 'internal_error' });
  expect(ours.error?.cause).toEqual(cause);
  expect(theirs.error).toBeInstanceOf(PeerAlert);
  expect(theirs.error).toMatchObject({ alert: 'internal_error' });
  expectOver(ours);
  expectOver(theirs);
}

test('a key may take its time to sign, on either side', async () => {
  const slowly = (credential: CredentialOptions): CredentialOptions =>
    signingLike(async (algorithm, data) => {
      await settled();
      return credential.key.sign(algorithm, data);
    }, credential);
  const both = await connectedPair({
    client: { credentials: [slowly(clientCredential)] },
    server: { credentials: [slowly(serverCredential)], clientAuthentication: 'require' },
  });
  expect(both.server.info?.peer).toBeDefined();
});

test('RFC 8446 §6.2: a key that fails to sign ends the handshake as an error of our own', async () => {
  await expectMishap({ server: { credentials: [signingLike(() => Promise.reject(mishap))] } }, 'server');
  const throwing = signingLike(() => {
    throw mishap;
  });
  await expectMishap({ server: { credentials: [throwing] } }, 'server');
});

test('RFC 8446 §6.2: the same for the key of a client', async () => {
  const server = { clientAuthentication: 'require' } as const;
  const rejecting = signingLike(() => Promise.reject(mishap), clientCredential);
  await expectMishap({ client: { credentials: [rejecting] }, server }, 'client');
  const throwing = signingLike(() => {
    throw mishap;
  }, clientCredential);
  await expectMishap({ client: { credentials: [throwing] }, server }, 'client');
});

test('[F17] [G12] RFC 6066 §3: a credential may be chosen late, and not at all', async () => {
  const chosen = async (request: { readonly serverName: string | undefined }) => {
    await settled();
    return request.serverName === 'server.test' ? serverCredential : undefined;
  };
  const server = { credentials: undefined, selectCredential: chosen };
  await connectedPair({ server });
  const refused = pair({ server, serverName: 'other.test' });
  await pump(refused);
  expect(refused.server.error).toMatchObject({ code: 'unrecognized_name' });
  expect(refused.client.error).toMatchObject({ alert: 'unrecognized_name' });
});

test('[G11] RFC 8446 §6.2: a choice that fails ends the handshake as an error of our own', async () => {
  const choosing = (selectCredential: ServerOptions['selectCredential']): PairOptions => ({
    server: { credentials: undefined, selectCredential },
  });
  await expectMishap(
    choosing(() => Promise.reject(mishap)),
    'server',
  );
  await expectMishap(
    choosing(() => {
      throw mishap;
    }),
    'server',
  );
  // A key that does not belong to its certificate is found out only now.
  await expectMishap(
    choosing(() => ({ chain: serverCredential.chain, key: clientCredential.key })),
    'server',
    expect.any(MisuseError),
  );
});

test('RFC 8446 §6.2: an observer that throws ends the connection as an error of our own', async () => {
  for (const hook of ['message', 'secret', 'wait'] as const) {
    const observer = {
      [hook]: () => {
        throw mishap;
      },
    };
    await expectMishap({ server: { observer } }, 'server');
  }
});

/** The node provider, but its AEADs fail from some call on. */
function wearingOut(operation: 'seal' | 'open', calls: number, fail: () => never | Promise<never>): CryptoProvider {
  let left = calls;
  return {
    ...nodeProvider,
    aead(name, key) {
      const aead = nodeProvider.aead(name, key);
      if (aead === undefined) return undefined;
      return {
        tagLength: aead.tagLength,
        seal: (...all) => (operation === 'seal' && left-- <= 0 ? fail() : aead.seal(...all)),
        open: (...all) => (operation === 'open' && left-- <= 0 ? fail() : aead.open(...all)),
      };
    },
  };
}

for (const [how, fail] of [
  [
    'throws',
    (): never => {
      throw mishap;
    },
  ],
  ['rejects', (): Promise<never> => Promise.reject(mishap)],
] as const) {
  test(`a provider that ${how} when it opens a record ends the connection as an error of our own`, async () => {
    await expectMishap({ server: { crypto: wearingOut('open', 0, fail) } }, 'server');
  });

  test(`a provider that ${how} when it seals a record ends the connection without another byte`, async () => {
    for (const calls of [0, 1, 2]) {
      const both = pair({ client: { crypto: wearingOut('seal', calls, fail) } });
      await pump(both);
      both.client.use((connection) => connection.write(utf8('data')));
      await pump(both);
      both.client.use((connection) => connection.write(utf8('more data')));
      await pump(both);
      expect(both.client.error).toMatchObject({ code: 'internal_error', cause: mishap });
      expect(both.server.data.length).toBeLessThan(10);
      both.client.send();
      expectOver(both.client);
    }
  });
}

test('a connection that is closed while a job runs does not come back when it is done', async () => {
  let release: (() => void) | undefined;
  const waiting = signingLike(async (algorithm, data) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return serverCredential.key.sign(algorithm, data);
  });
  const both = pair({ server: { credentials: [waiting] } });
  both.server.receive(both.client.send());
  await settled();
  expect(both.server.connection.busy).toBe(true);
  both.server.use((connection) => connection.close());
  expect(both.server.outputs.at(-1)?.type).toBe('closed');
  const sent = both.server.send().length;
  expect(sent).toBeGreaterThan(0);
  release?.();
  await settled();
  expectOver(both.server);
});

test('bytes that arrive while a job runs wait for it, in order', async () => {
  const crypto = late(nodeProvider, 99);
  const both = await connectedPair({ crypto });
  for (let i = 0; i < 20; i++) both.client.use((connection) => connection.write(Uint8Array.of(i)));
  await settled();
  const sent = both.client.send();
  for (let at = 0; at < sent.length; at += 5) both.server.receive(sent.subarray(at, at + 5));
  await settled();
  expect(both.server.data).toEqual(Uint8Array.from({ length: 20 }, (_, i) => i));
});

test('with many seeds, late answers in any order make the same conversation', async () => {
  for (let seed = 0; seed < 25; seed++) {
    const crypto = late(nodeProvider, seed);
    const both = await connectedPair({
      crypto,
      client: { credentials: [clientCredential] },
      server: { clientAuthentication: 'require' },
    });
    for (let i = 0; i < 10; i++) {
      both.client.use((connection) => connection.write(Uint8Array.of(i)));
      if (i % 3 === 0) both.client.use((connection) => connection.updateKeys(true));
      both.server.use((connection) => connection.write(Uint8Array.of(i)));
    }
    await pump(both);
    const expected = Uint8Array.from({ length: 10 }, (_, i) => i);
    expect(both.server.data).toEqual(expected);
    expect(both.client.data).toEqual(expected);
  }
});
