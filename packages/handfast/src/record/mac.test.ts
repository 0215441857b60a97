import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Hash } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { hmacOfRecords, noMac, ssl3MacOfRecords, truncated } from './mac.ts';
import { nullCipher, streamProtection } from './stream-cipher.ts';
import { vectorFile } from './testing/vector-file.ts';

const content = utf8('GET / HTTP/1.0\r\n\r\n');
const sequence = fromHex('0000000000000102');

test.each(['md5', 'sha1', 'sha256', 'sha384'] as const)(
  'RFC 5246 §6.2.3.1: HMAC with %s covers number, type, version, length and content [B16] [B18] [B19] [B20]',
  (hash) => {
    const key = new Uint8Array(20).fill(5);
    const header = concat(sequence, fromHex('17 0302 0012'));
    const expected = createHmac(hash, key).update(header).update(content).digest('hex');
    const mac = hmacOfRecords(nodeProvider, hash, key, 0x0302);
    expect(toHex(mac.compute(258, 23, content))).toBe(expected);
    expect(toHex(mac.computeEvenly(258, 23, content, 300))).toBe(expected);
    expect(toHex(truncated(mac).compute(258, 23, content))).toBe(expected.slice(0, 20));
    const others = [
      mac.compute(259, 23, content),
      mac.compute(258, 22, content),
      mac.compute(258, 23, content.subarray(1)),
      hmacOfRecords(nodeProvider, hash, key, 0x0303).compute(258, 23, content),
      hmacOfRecords(nodeProvider, hash, key.fill(6), 0x0302).compute(258, 23, content),
    ];
    for (const other of others) expect(toHex(other)).not.toBe(expected);
  },
);

test.each([
  ['md5', 48],
  ['sha1', 40],
] as const)(
  'RFC 6101 §5.2.3.1: the MAC of SSL 3.0 with %s pads its secret with %i bytes [B17] [B18]',
  (hash, length) => {
    const secret = new Uint8Array(length === 48 ? 16 : 20).fill(3);
    const digest = (...parts: Uint8Array[]): Uint8Array =>
      createHash(hash)
        .update(concat(...parts))
        .digest();
    const pad1 = new Uint8Array(length).fill(0x36);
    const pad2 = new Uint8Array(length).fill(0x5c);
    const inner = digest(secret, pad1, sequence, fromHex('17 0012'), content);
    const mac = ssl3MacOfRecords(nodeProvider, hash, secret);
    expect(toHex(mac.compute(258, 23, content))).toBe(toHex(digest(secret, pad2, inner)));
    expect(mac.computeEvenly(258, 23, content, 273)).toEqual(mac.compute(258, 23, content));
  },
);

/** How many blocks are compressed by the hashes that this provider makes. */
function counting(block: number) {
  const counted = { blocks: 0 };
  const hash = (length = 0): Hash => ({
    update(data) {
      length += data.length;
      return this;
    },
    digest() {
      counted.blocks += Math.ceil((length + 1 + block / 8) / block);
      return new Uint8Array(20);
    },
    clone: () => hash(length),
  });
  return { counted, crypto: { ...nodeProvider, hash: () => hash() } };
}

test.each(['sha1', 'sha256', 'sha384', 'ssl3'] as const)(
  'CVE-2013-0169: with %s as much is hashed for any length of content',
  (name) => {
    const { counted, crypto } = counting(name === 'sha384' ? 128 : 64);
    const key = new Uint8Array(20);
    const mac = name === 'ssl3' ? ssl3MacOfRecords(crypto, 'sha1', key) : hmacOfRecords(crypto, name, key, 0x0303);
    const blocks = Array.from({ length: 300 }, (_, length) => {
      counted.blocks = 0;
      mac.computeEvenly(1, 23, new Uint8Array(length), 300);
      return counted.blocks;
    });
    expect(new Set(blocks).size).toBe(1);
  },
);

const vectors = vectorFile('legacy/tls_null.vec');
test.skipIf(!vectors.present)(
  `RFC 5246 §6.2.3.1: the NULL cipher with a MAC, as in the vectors${vectors.absent} [B16]`,
  () => {
    const known = vectors.read().filter(({ section }) => !section.includes('Length'));
    expect(known.length).toBeGreaterThanOrEqual(4);
    for (const { section, field } of known) {
      const hash = ({ 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384' } as const)[field('Hash')];
      const data = fromHex(field('AssociatedData'));
      // These headers are arbitrary: their number, version and length are hashed as they stand.
      const mac = {
        ...noMac,
        length: fromHex(field('Key')).length,
        compute: (_: number, __: number, text: Uint8Array) =>
          nodeProvider.hmac(hash ?? 'sha1', fromHex(field('Key'))).compute(data, text),
      };
      const protection = streamProtection(nullCipher, mac);
      const fragment = fromHex(field('Fragment'));
      const open = (): unknown => protection.open(0, 0, fragment);
      if (section === 'InvalidMAC') expect(open).toThrow(new ProtocolError('bad_record'));
      else expect(open()).toEqual(fromHex(field('Message')));
    }
  },
);
