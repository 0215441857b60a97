import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { type BlockCipherName, blockCiphers } from '../../crypto/algorithms.ts';
import { compose } from '../../crypto/compose.ts';
import { vectorFile } from '../../record/testing/vector-file.ts';
import { nodeBlockCipher } from '../node/block-cipher.ts';
import { nodeProvider } from '../node/index.ts';
import { aria } from './aria.ts';
import type { Block } from './block.ts';
import { camellia } from './camellia.ts';
import { des, tripleDes } from './des.ts';
import { idea } from './idea.ts';
import { legacyProvider } from './index.ts';
import { rc2 } from './rc2.ts';
import { rc4 } from './rc4.ts';
import { seed } from './seed.ts';

const files: readonly (readonly [file: string, section: RegExp, make: (key: Uint8Array) => Block, least: number])[] = [
  ['des', /^DES$/, des, 100],
  ['des', /^TripleDES$/, tripleDes, 10],
  ['idea', /^IDEA$/, idea, 500],
  ['seed', /^SEED$/, seed, 5],
  ['camellia', /^Camellia-(128|256)$/, camellia, 10],
  ['aria', /^ARIA-(128|256)$/, aria, 5],
];

const vectors = vectorFile('legacy/des.vec');
test.skipIf(!vectors.present).each(files)(
  `%s.vec %s: every block of the vectors, in both directions [E01] [E02]${vectors.absent}`,
  (name, section, make, least) => {
    const known = vectorFile(`legacy/${name}.vec`)
      .read()
      .filter((vector) => section.test(vector.section));
    expect(known.length).toBeGreaterThanOrEqual(least);
    for (const { field } of known) {
      const key = fromHex(field('Key'));
      // Triple DES with two keys uses the first one again.
      const block = make(make === tripleDes && key.length === 16 ? concat(key, key.subarray(0, 8)) : key);
      const bytes = fromHex(field('In'));
      for (let at = 0; at < bytes.length; at += block.length) block.encrypt(bytes, at);
      expect(toHex(bytes)).toBe(field('Out').toLowerCase());
      for (let at = 0; at < bytes.length; at += block.length) block.decrypt(bytes, at);
      expect(toHex(bytes)).toBe(field('In').toLowerCase());
    }
  },
);

const streams = vectorFile('legacy/rc4.vec');
test.skipIf(!streams.present)(`rc4.vec: every key stream of the vectors [E01]${streams.absent}`, () => {
  const known = streams.read().filter(({ section }) => section === 'RC4');
  expect(known.length).toBeGreaterThan(20);
  for (const { field } of known) {
    const expected = fromHex(field('Out'));
    const input = field('In') === '' ? new Uint8Array(expected.length) : fromHex(field('In'));
    const seek = Number(field('Seek') || 0);
    const cipher = rc4(fromHex(field('Key')));
    cipher.apply(new Uint8Array(seek));
    expect(toHex(cipher.apply(input))).toBe(toHex(expected));
  }
});

test.each([
  [63, '0000000000000000', '0000000000000000', 'ebb773f993278eff'],
  [64, 'ffffffffffffffff', 'ffffffffffffffff', '278b27e42e2f0d49'],
  [64, '3000000000000000', '1000000000000001', '30649edf9be7d2c2'],
  [64, '88', '0000000000000000', '61a8a244adacccf0'],
  [64, '88bca90e90875a', '0000000000000000', '6ccf4308974c267f'],
  [64, '88bca90e90875a7f0f79c384627bafb2', '0000000000000000', '1a807d272bbe5db1'],
  [128, '88bca90e90875a7f0f79c384627bafb2', '0000000000000000', '2269552ab0f85ca6'],
])('RFC 2268 §5: RC2 with %i effective bits of %s [E01]', (bits, key, plaintext, ciphertext) => {
  const bytes = fromHex(plaintext);
  const cipher = rc2(fromHex(key), bits);
  cipher.encrypt(bytes, 0);
  expect(toHex(bytes)).toBe(ciphertext);
  cipher.decrypt(bytes, 0);
  expect(toHex(bytes)).toBe(plaintext);
});

const bytesOf = (length: number, start: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 37 + start * 11 + (i >> 3)) & 0xff);

/** What another implementation makes of the same keys: asked once, of a Node that still shows these ciphers. */
function oracle(): Record<string, string> | undefined {
  const script = `
    const { createCipheriv } = require('node:crypto');
    const bytes = (length, start) => Buffer.from(Array.from({ length }, (_, i) => (i * 37 + start * 11 + (i >> 3)) & 255));
    const rows = [['des-cbc', 8, 8], ['idea-cbc', 16, 8], ['seed-cbc', 16, 16], ['rc2-cbc', 16, 8], ['rc4', 16, 0]];
    const out = {};
    for (const [name, key, block] of rows) {
      const cipher = createCipheriv(name, bytes(key, 3), block ? bytes(block, 5) : null).setAutoPadding(false);
      out[name] = cipher.update(bytes(800, 7)).toString('hex');
    }
    console.log(JSON.stringify(out));`;
  try {
    const said = execFileSync(process.execPath, ['--openssl-legacy-provider', '-e', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(said) as Record<string, string>;
  } catch {
    return undefined;
  }
}
const openssl = oracle();
const missing = openssl ? '' : ' (this Node has no --openssl-legacy-provider)';

test.skipIf(!openssl).each(['des-cbc', 'idea-cbc', 'seed-cbc', 'rc2-cbc'] as const)(
  `%s agrees with OpenSSL over many blocks [E01]${missing}`,
  (name) => {
    const { keyLength, blockLength } = blockCiphers[name];
    const cipher = legacyProvider.blockCipher?.(name, bytesOf(keyLength, 3));
    const sealed = cipher?.encrypt(bytesOf(blockLength, 5), bytesOf(800, 7)) ?? new Uint8Array(0);
    expect(toHex(sealed)).toBe(openssl?.[name]);
    expect(cipher?.decrypt(bytesOf(blockLength, 5), sealed)).toEqual(bytesOf(800, 7));
  },
);

test.skipIf(!openssl)(`rc4 agrees with OpenSSL, in whatever pieces [E01]${missing}`, () => {
  const cipher = legacyProvider.streamCipher?.('rc4', bytesOf(16, 3));
  const data = bytesOf(800, 7);
  const pieces = [data.subarray(0, 1), data.subarray(1, 300), data.subarray(300)].map((piece) => cipher?.apply(piece));
  expect(toHex(concat(...(pieces as Uint8Array[])))).toBe(openssl?.rc4);
});

const native = (Object.keys(blockCiphers) as BlockCipherName[]).filter(
  (name) => !name.startsWith('aes') && nodeBlockCipher(name, bytesOf(blockCiphers[name].keyLength, 1)) !== undefined,
);

test.each(native)('%s agrees with node:crypto, whose blocks it can take the place of', (name) => {
  const { keyLength, blockLength } = blockCiphers[name];
  const key = bytesOf(keyLength, 9);
  const [own, theirs] = [legacyProvider.blockCipher?.(name, key), nodeBlockCipher(name, key)];
  const iv = bytesOf(blockLength, 4);
  const data = bytesOf(blockLength * 20, 2);
  expect(own?.encrypt(iv, data)).toEqual(theirs?.encrypt(iv, data));
  expect(own?.decrypt(iv, data)).toEqual(theirs?.decrypt(iv, data));
});

test('composed behind another provider it has every cipher of the registry; alone it has no hashes', () => {
  const both = compose(nodeProvider, legacyProvider);
  for (const [name, { keyLength, blockLength }] of Object.entries(blockCiphers)) {
    const cipher = both.blockCipher?.(name as BlockCipherName, new Uint8Array(keyLength));
    expect(cipher?.blockLength, name).toBe(blockLength);
  }
  expect(() => legacyProvider.hash('sha256')).toThrow(MisuseError);
  expect(() => legacyProvider.blockCipher?.('seed-cbc', new Uint8Array(15))).toThrow(MisuseError);
  expect(() => legacyProvider.aead('camellia-128-gcm', new Uint8Array(15))).toThrow(MisuseError);
  expect(() => legacyProvider.streamCipher?.('rc4', new Uint8Array(0))).toThrow(MisuseError);
  const cipher = legacyProvider.blockCipher?.('seed-cbc', new Uint8Array(16));
  expect(() => cipher?.encrypt(new Uint8Array(16), new Uint8Array(15))).toThrow(MisuseError);
  expect(legacyProvider.blockCipher?.('aes-128-cbc', new Uint8Array(16))).toBeUndefined();
});
