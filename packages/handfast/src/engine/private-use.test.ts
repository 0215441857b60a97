/** Algorithms that two parties have among themselves: a group and a suite that no registry lists. */

import { expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { compose } from '../crypto/compose.ts';
import type { CryptoProvider, KeyExchange } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { groupName, registerPrivateGroup, registerPrivateSuite, suiteName } from '../registry/index.ts';
import { connectedPair, pair, pump } from './testing/pair.ts';

/** X25519 with its bytes turned around: nobody else understands it. */
const x25519 = nodeProvider.keyExchange('x25519') as KeyExchange;
const turned = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();
const mirror: KeyExchange = {
  async offer() {
    const { share, complete } = await x25519.offer();
    return { share: turned(share), complete: (answer) => complete(turned(answer)) };
  },
  async answer(share) {
    const answer = await x25519.answer(turned(share));
    return answer && { ...answer, share: turned(answer.share) };
  },
};
const unknown = () => undefined;
const ours: CryptoProvider = {
  ...nodeProvider,
  name: 'ours',
  keyExchange: (group) => (group === 'private-mirror' ? mirror : undefined),
  aead: (name, key) => (name === 'private-seal' ? nodeProvider.aead('chacha20-poly1305', key) : undefined),
  importPublicKey: unknown,
  importPrivateKey: unknown,
  generateKey: unknown,
};
const crypto = compose(nodeProvider, ours);

registerPrivateGroup({ id: 0xfe17, name: 'private-mirror', shareLength: 32 });
registerPrivateSuite({ id: 0xff17, name: 'private-seal', hash: 'sha384', keyLength: 32, tagLength: 16 });
const agreed = { groups: ['private-mirror'], cipherSuites: ['private-seal'] } as const;

test('[A37, P03] RFC 8446 §11: a private group and a private suite carry a connection from end to end', async () => {
  const { client, server } = await connectedPair({ crypto, client: agreed, server: agreed });
  expect(client.info).toMatchObject({ group: 'private-mirror', cipherSuite: 'private-seal' });
  client.use((connection) => connection.write(utf8('over and over')));
  await pump({ client, server });
  expect(server.data).toEqual(utf8('over and over'));
  expect([groupName(0xfe17), suiteName(0xff17)]).toEqual(['private-mirror', 'private-seal']);
});

test('[A37] RFC 8422 §5.1.1: the group serves TLS 1.2, too', async () => {
  const options = { groups: ['private-mirror'], versions: ['TLS 1.2'] } as const;
  const { client } = await connectedPair({ crypto, client: options, server: options });
  expect(client.info).toMatchObject({ group: 'private-mirror', version: 'TLS 1.2' });
});

test('[A37] a peer that never heard of them agrees on what both know', async () => {
  const wide = {
    groups: ['private-mirror', 'x25519'],
    cipherSuites: ['private-seal', 'TLS_AES_128_GCM_SHA256'],
  } as const;
  const { client } = await connectedPair({ crypto, client: wide });
  expect(client.info).toMatchObject({ group: 'x25519', cipherSuite: 'TLS_AES_128_GCM_SHA256' });
  const strangers = pair({ crypto, client: agreed });
  await pump(strangers);
  expect(strangers.server.error).toMatchObject({ code: 'no_common_suite' });
});

test('numbers of the registries, and those that were given away, stay what they are', () => {
  const group = (id: number, name: `private-${string}` = 'private-other') =>
    registerPrivateGroup({ id, name, shareLength: 32 });
  expect(() => group(29)).toThrow(MisuseError);
  expect(() => group(0xfe17)).toThrow('private-mirror was before it');
  expect(() => group(0xfe18, 'private-mirror')).toThrow(MisuseError);
  const suite = { name: 'private-other', hash: 'sha256', keyLength: 16, tagLength: 16 } as const;
  expect(() => registerPrivateSuite({ ...suite, id: 0x1301 })).toThrow('0x1301');
  expect(() => registerPrivateSuite({ ...suite, id: 0xff17 })).toThrow(MisuseError);
});

test('without a provider that has them they cannot be chosen', () => {
  expect(() => pair({ client: agreed })).toThrow('does not serve the suite private-seal');
});
