import { expect, test } from 'vitest';
import { run } from '../../base/awaitable.ts';
import { concat, fromHex, toHex, utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { portableProvider } from '../../providers/portable/index.ts';
import type { CryptoProvider, PrivateKey } from '../provider.ts';
import { late } from '../testing/late.ts';
import { type HpkeContext, setupBaseReceiver, setupBaseSender } from './context.ts';
import { type HpkeSuite, hpkeSuite } from './suite.ts';

const suiteOf = (kem: number, kdf: number, aead: number): HpkeSuite => {
  const suite = hpkeSuite(nodeProvider, kem, kdf, aead);
  if (suite === undefined) throw new Error('no such suite');
  return suite;
};

function opened(context: HpkeContext | undefined, additional: Uint8Array, ciphertext: Uint8Array) {
  if (context === undefined) throw new Error('no context');
  return run(context.open(additional, ciphertext));
}

/** PKCS #8 of an X25519 key. RFC 8410 §7 */
const x25519Key = (crypto: CryptoProvider, secret: Uint8Array): PrivateKey =>
  crypto.importPrivateKey(concat(fromHex('302e020100300506032b656e04220420'), secret)) as PrivateKey;

/** A provider whose next ephemeral key is this one. */
const withEphemeral = (secret: Uint8Array): CryptoProvider => {
  const key = x25519Key(nodeProvider, secret);
  const share = key.info.kind === 'x25519' ? key.info.bytes : new Uint8Array(0);
  const exchange = {
    offer: () => ({ share, complete: (peer: Uint8Array) => key.agree?.(peer) }),
    answer: () => undefined,
  };
  return { ...nodeProvider, keyExchange: () => exchange };
};

/** RFC 9180 Appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode. */
const published = {
  info: fromHex('4f6465206f6e2061204772656369616e2055726e'),
  skE: fromHex('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736'),
  skR: fromHex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'),
  pkR: fromHex('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'),
  enc: '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
  sharedSecret: 'fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc',
  plaintext: utf8('Beauty is truth, truth beauty'),
  ciphertexts: [
    'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
    'af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84',
  ],
};

test('RFC 9180 Appendix A.1: a sender finds the published key, secret and ciphertexts', async () => {
  const crypto = withEphemeral(published.skE);
  const sender = await run(setupBaseSender(crypto, suiteOf(32, 1, 1), published.pkR, published.info));
  if (sender === undefined) throw new Error('no sender');
  expect(toHex(sender.encapsulatedKey)).toBe(published.enc);
  expect(toHex(sender.context.sharedSecret.expose())).toBe(published.sharedSecret);
  for (const [at, ciphertext] of published.ciphertexts.entries()) {
    const sealed = await run(sender.context.seal(utf8(`Count-${at}`), published.plaintext));
    expect(toHex(sealed)).toBe(ciphertext);
  }
});

test.each([
  ['node', nodeProvider],
  ['portable', portableProvider],
  ['late', late(nodeProvider, 1)],
])('RFC 9180 Appendix A.1: a receiver opens them with the provider %s', async (_name, crypto) => {
  const own = { privateKey: x25519Key(nodeProvider, published.skR), publicKey: published.pkR };
  const enc = fromHex(published.enc);
  const context = await run(setupBaseReceiver(crypto, suiteOf(32, 1, 1), enc, own, published.info));
  for (const [at, ciphertext] of published.ciphertexts.entries()) {
    expect(await opened(context, utf8(`Count-${at}`), fromHex(ciphertext))).toEqual(published.plaintext);
  }
});

test.each([
  [32, 'x25519'],
  [33, 'x448'],
  [16, 'secp256r1'],
  [17, 'secp384r1'],
  [18, 'secp521r1'],
] as const)(
  'RFC 9180 §7.1: KEM %i agrees in %s, with every KDF and AEAD, between two providers',
  async (kem, group) => {
    const spec = group === 'x25519' || group === 'x448' ? { kind: group } : { kind: 'ec' as const, curve: group };
    const made = await portableProvider.generateKey(spec);
    const info = made?.privateKey.info;
    if (made === undefined || info === undefined) throw new Error('no key');
    const publicKey = info.kind === 'ec' ? info.point : info.kind === group ? info.bytes : new Uint8Array(0);
    const own = { privateKey: nodeProvider.importPrivateKey(made.pkcs8) as PrivateKey, publicKey };
    expect(own.privateKey.info).toEqual(info);
    for (const number of [1, 2, 3]) {
      const suite = suiteOf(kem, number, number);
      const sender = await run(setupBaseSender(portableProvider, suite, publicKey, utf8('info')));
      if (sender === undefined) throw new Error('no sender');
      const context = await run(setupBaseReceiver(nodeProvider, suite, sender.encapsulatedKey, own, utf8('info')));
      const sealed = await run(sender.context.seal(utf8('aad'), utf8('text')));
      expect(await opened(context, utf8('other'), sealed)).toBeUndefined();
      expect(await opened(context, utf8('aad'), sealed)).toEqual(utf8('text'));
    }
  },
);

test('RFC 9180 §7.1.4: keys that are not valid lead to no context', async () => {
  const suite = suiteOf(32, 1, 1);
  const own = { privateKey: x25519Key(nodeProvider, published.skR), publicKey: published.pkR };
  for (const bad of [new Uint8Array(32), new Uint8Array(31), new Uint8Array(0)]) {
    expect(await run(setupBaseSender(nodeProvider, suite, bad, utf8('')))).toBeUndefined();
    expect(await run(setupBaseReceiver(nodeProvider, suite, bad, own, utf8('')))).toBeUndefined();
    const portable = { ...own, privateKey: x25519Key(portableProvider, published.skR) };
    expect(await run(setupBaseReceiver(portableProvider, suite, bad, portable, utf8('')))).toBeUndefined();
  }
  const signing = (await nodeProvider.generateKey({ kind: 'ed25519' }))?.privateKey as PrivateKey;
  const enc = fromHex(published.enc);
  expect(
    await run(setupBaseReceiver(nodeProvider, suite, enc, { ...own, privateKey: signing }, utf8(''))),
  ).toBeUndefined();
});

test('RFC 9180 §7: a suite that nobody knows, or the provider lacks, is none', () => {
  expect(hpkeSuite(nodeProvider, 0x6666, 1, 1)).toBeUndefined();
  expect(hpkeSuite(nodeProvider, 32, 0x1111, 1)).toBeUndefined();
  expect(hpkeSuite(nodeProvider, 32, 1, 0xffff)).toBeUndefined();
  expect(hpkeSuite({ ...nodeProvider, keyExchange: () => undefined }, 32, 1, 1)).toBeUndefined();
});

test('RFC 8410 §3: keys for X25519 and X448 agree and do not sign', async () => {
  for (const crypto of [nodeProvider, portableProvider]) {
    for (const kind of ['x25519', 'x448'] as const) {
      const made = await crypto.generateKey({ kind });
      expect(made?.privateKey.info.kind).toBe(kind);
      expect(() => made?.privateKey.sign({ kind: 'ed25519' }, utf8('data'))).toThrow(MisuseError);
    }
  }
});
