import { createCipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { BlockCipher } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { chainedIv, encryptThenMac, explicitIv, macThenEncrypt } from './cbc.ts';
import { hmacOfRecords, noMac, type RecordMac } from './mac.ts';
import { paddingOf, secretSlice } from './padding.ts';
import { vectorFile } from './testing/vector-file.ts';

const badRecord = new ProtocolError('bad_record');
const noCipher = (blockLength: number): BlockCipher => ({
  blockLength,
  encrypt: (_, data) => data.slice(),
  decrypt: (_, data) => data.slice(),
});
/** Only the chaining is left. */
const chainAlone = (blockLength: number): BlockCipher => ({
  ...noCipher(blockLength),
  decrypt: (iv, data) => data.map((byte, i) => byte ^ ((i < blockLength ? iv[i] : data[i - blockLength]) as number)),
});
const noIv = chainedIv(new Uint8Array(16));
const zeroMac = (length: number): RecordMac => ({
  length,
  compute: () => new Uint8Array(length),
  computeEvenly: () => new Uint8Array(length),
});

const paddings = vectorFile('legacy/tls_cbc_padding.vec');
test.skipIf(!paddings.present)(
  `RFC 5246 §6.2.3.2: padding is recognised as in the vectors${paddings.absent} [B21]`,
  () => {
    const known = paddings.read();
    expect(known.length).toBeGreaterThan(15);
    for (const { field } of known) expect(paddingOf(fromHex(field('Record')))).toBe(Number(field('Output')));
  },
);

const records = vectorFile('legacy/tls_cbc.vec');
test.skipIf(!records.present)(
  `RFC 5246 §6.2.3.2: padding and MAC together, as in the vectors${records.absent} [B21]`,
  () => {
    const known = records.read();
    expect(known.length).toBeGreaterThanOrEqual(10);
    for (const { field } of known) {
      const cipher = chainAlone(Number(field('Blocksize')));
      const protection = macThenEncrypt(
        cipher,
        chainedIv(new Uint8Array(16)),
        zeroMac(Number(field('MACsize'))),
        'checked',
      );
      const open = (): unknown => protection.open(0, 23, fromHex(field('Record')));
      if (field('Valid') === '1') expect(open).not.toThrow();
      else expect(open).toThrow(badRecord);
    }
  },
);

const live = vectorFile('legacy/tls_cbc_kat.vec');
test.skipIf(!live.present)(
  `RFC 5246 §6.2.3.2, RFC 7366 §3: recorded connections are sealed and opened${live.absent} [A15]`,
  () => {
    const known = live.read().filter(({ field }) => field('Ciphertext') !== '');
    expect(known.length).toBeGreaterThanOrEqual(10);
    for (const { field } of known) {
      const key = fromHex(field('Key'));
      const macLength = Number(field('KeylenMAC'));
      const triple = field('BlockCipher') === 'TripleDES';
      const cipher = nodeProvider.blockCipher?.(triple ? '3des-ede-cbc' : 'aes-128-cbc', key.subarray(macLength));
      const header = fromHex(field('AssociatedData'));
      const sequence = Number(BigInt(`0x${toHex(header.subarray(0, 8))}`));
      const version = (header[9] as number) * 256 + (header[10] as number);
      const hash = macLength === 32 ? 'sha256' : 'sha1';
      const mac = hmacOfRecords(nodeProvider, hash, key.subarray(0, macLength), version);
      const make = field('EncryptThenMAC') === 'true' ? encryptThenMac : macThenEncrypt;
      const nonce = fromHex(field('Nonce'));
      const plaintext = fromHex(field('Plaintext'));
      if (!cipher) throw new Error('no cipher');
      const protection = make(
        cipher,
        explicitIv(nonce.length, () => nonce),
        mac,
        'checked',
      );
      const output = new Uint8Array(protection.sealedLength(plaintext.length));
      protection.seal(sequence, header[8] as number, plaintext, output);
      const expected = concat(nonce, fromHex(field('Ciphertext')));
      expect(toHex(output)).toBe(toHex(expected));
      expect(toHex(protection.open(sequence, header[8] as number, expected))).toBe(toHex(plaintext));
    }
  },
);

const macKey = new Uint8Array(20).fill(4);
const key = new Uint8Array(16).fill(9);
const aes = (): BlockCipher => nodeProvider.blockCipher?.('aes-128-cbc', key) as BlockCipher;
const mac = hmacOfRecords(nodeProvider, 'sha1', macKey, 0x0301);
const iv = new Uint8Array(16).fill(1);

/** A record of TLS 1.0 whose padding is made by hand. */
function record(content: Uint8Array, padding: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 7, 23, 3, 1, content.length >> 8, content.length & 255);
  const tag = createHmac('sha1', macKey).update(header).update(content).digest();
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return new Uint8Array(cipher.update(concat(content, tag, padding)));
}
const open = (fragment: Uint8Array): Uint8Array =>
  macThenEncrypt(aes(), chainedIv(iv), mac, 'checked').open(7, 23, fragment);
const padding = (last: number): Uint8Array => new Uint8Array(last + 1).fill(last);

test('RFC 5246 §6.2.3.2: padding of every length that fits is accepted, up to 255 bytes [B21]', () => {
  for (let last = 12; last <= 255; last += 16) {
    const content = new Uint8Array(31).fill(last);
    expect(open(record(content, padding(last)))).toEqual(content);
  }
});

test('RFC 5246 §6.2.3.2: one wrong byte of padding, wherever it is, is the same error as a wrong MAC [B21] [A16] [K11]', () => {
  for (const last of [12, 28, 252]) {
    for (let at = 0; at <= last; at++) {
      const broken = padding(last).map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(() => open(record(new Uint8Array(31), broken)), `${last} ${at}`).toThrow(badRecord);
    }
  }
  expect(() => open(record(new Uint8Array(31), padding(28).fill(255, 28)))).toThrow(badRecord);
  const genuine = record(new Uint8Array(31), padding(12));
  for (let at = 0; at < genuine.length; at++) {
    const broken = genuine.map((byte, i) => (i === at ? byte ^ 0x10 : byte));
    expect(() => open(broken)).toThrow(badRecord);
  }
  for (const length of [0, 1, 15, 16, 17, 31]) expect(() => open(new Uint8Array(length))).toThrow(badRecord);
});

test('Lucky Thirteen: as many blocks are hashed whatever the padding says [A16] [K11]', () => {
  let hashed: number[] = [];
  const counting = {
    ...nodeProvider,
    hash: (name: 'sha1') => countingHash(name, (length) => hashed.push(length)),
  };
  const counted = hmacOfRecords(counting, 'sha1', macKey, 0x0301);
  const seen = new Set<number>();
  for (const last of [12, 28, 60, 124, 236, 252]) {
    const content = new Uint8Array(31 + 252 - last);
    for (const pad of [padding(last), padding(last).fill(0, 0, 1)]) {
      hashed = [];
      try {
        macThenEncrypt(aes(), chainedIv(iv), counted, 'checked').open(7, 23, record(content, pad));
      } catch {}
      seen.add(hashed.reduce((sum, length) => sum + Math.ceil((length + 9) / 64), 0));
    }
  }
  expect(seen.size).toBe(1);
});

/** Reports how many bytes each digest covers. */
function countingHash(name: 'sha1', report: (length: number) => void, inner = nodeProvider.hash(name), length = 0) {
  let total = length;
  const hash = {
    update(data: Uint8Array) {
      inner.update(data);
      total += data.length;
      return hash;
    },
    digest() {
      report(total);
      return inner.digest();
    },
    clone: () => countingHash(name, report, inner.clone(), total) as never,
  };
  return hash;
}

test('the MAC is found wherever the padding ends', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 60, maxLength: 400 }),
      fc.nat(255),
      fc.constantFrom(10, 16, 20, 32, 48),
      (data, back, length) => {
        const longest = data.length - length - 1;
        const start = Math.max(0, longest - back);
        expect(secretSlice(data, Math.max(0, longest - 255), start, length)).toEqual(data.slice(start, start + length));
      },
    ),
  );
});

test('RFC 2246 §6.2.3.2, RFC 4346 §6.2.3.2: the IV of TLS 1.0 is the last block before, later ones travel [A15]', () => {
  const chained = macThenEncrypt(aes(), chainedIv(iv), mac, 'checked');
  const first = new Uint8Array(chained.sealedLength(5));
  const second = new Uint8Array(chained.sealedLength(5));
  chained.seal(0, 23, new Uint8Array(5), first);
  chained.seal(1, 23, new Uint8Array(5), second);
  const alone = macThenEncrypt(aes(), chainedIv(first.subarray(first.length - 16)), mac, 'checked');
  expect(alone.open(1, 23, second)).toEqual(new Uint8Array(5));
  const random = macThenEncrypt(aes(), explicitIv(16, nodeProvider.random), mac, 'checked');
  expect(random.sealedLength(5)).toBe(chained.sealedLength(5) + 16);
});

test('RFC 6101 §5.2.3.2: SSL 3.0 checks no padding but its length, which is below that of a block [B21]', () => {
  const lax = (fragment: Uint8Array): Uint8Array =>
    macThenEncrypt(aes(), chainedIv(iv), mac, 'unchecked').open(7, 23, fragment);
  const content = new Uint8Array(31);
  expect(lax(record(content, fromHex('ff00112233445566778899aa0c')))).toEqual(content);
  expect(() => lax(record(content, padding(28)))).toThrow(badRecord);
});

test('RFC 7366 §3: nothing is decrypted before its MAC is right', () => {
  let decrypted = 0;
  const watched: BlockCipher = {
    ...noCipher(16),
    decrypt(_, data) {
      decrypted++;
      return data.slice();
    },
  };
  const protection = encryptThenMac(watched, noIv, mac);
  const output = new Uint8Array(protection.sealedLength(40));
  protection.seal(3, 22, new Uint8Array(40), output);
  expect(protection.open(3, 22, output)).toEqual(new Uint8Array(40));
  expect(decrypted).toBe(1);
  for (let at = 0; at < output.length; at++) {
    expect(() =>
      protection.open(
        3,
        22,
        output.map((byte, i) => (i === at ? byte ^ 4 : byte)),
      ),
    ).toThrow(badRecord);
  }
  for (const length of [0, 19, 20, 21]) {
    expect(() => protection.open(3, 22, output.subarray(0, length))).toThrow(badRecord);
  }
  expect(decrypted).toBe(1);
  const paddedWrongly = encryptThenMac(noCipher(16), noIv, noMac);
  expect(() => paddedWrongly.open(0, 22, new Uint8Array(16).fill(99))).toThrow(badRecord);
});
