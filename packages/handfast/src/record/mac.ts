/** What authenticates a record when the cipher does not: HMAC, and the keyed hash of SSL 3.0. RFC 5246 §6.2.3.1, RFC 6101 §5.2.3.1 */

import { concat } from '../base/bytes.ts';
import { type HashName, hashLength } from '../crypto/algorithms.ts';
import type { CryptoProvider, Hash } from '../crypto/provider.ts';
import { ssl3Pad } from '../schedule/ssl3.ts';

/** Authenticates the records of one direction. */
export interface RecordMac {
  /** Length in bytes of what travels. */
  readonly length: number;
  /** Over the sequence number, the content type, the length and the content. */
  compute(sequence: number, type: number, content: Uint8Array): Uint8Array;
  /**
   * The same, with as much hashing as content of `longest` bytes takes, so that the time does not tell where secret
   * padding ends (Lucky Thirteen).
   */
  computeEvenly(sequence: number, type: number, content: Uint8Array, longest: number): Uint8Array;
}

/** `HMAC_hash(MAC_write_key, seq_num + type + version + length + fragment)`. RFC 2104, RFC 5246 §6.2.3.1 */
export function hmacOfRecords(crypto: CryptoProvider, hash: HashName, key: Uint8Array, version: number): RecordMac {
  const padded = new Uint8Array(blockLength(hash));
  padded.set(key);
  const inner = padded.map((byte) => byte ^ 0x36);
  const outer = padded.map((byte) => byte ^ 0x5c);
  return new NestedHash(crypto, hash, inner, outer, Uint8Array.of(version >> 8, version & 0xff));
}

/** `hash(MAC_write_secret + pad_2 + hash(MAC_write_secret + pad_1 + seq_num + type + length + content))`. RFC 6101 §5.2.3.1 */
export function ssl3MacOfRecords(crypto: CryptoProvider, hash: 'md5' | 'sha1', key: Uint8Array): RecordMac {
  const inner = concat(key, ssl3Pad(hash, 0x36));
  const outer = concat(key, ssl3Pad(hash, 0x5c));
  // The version is not part of it.
  return new NestedHash(crypto, hash, inner, outer, new Uint8Array(0));
}

/** Only the first 10 bytes travel. RFC 6066 §7 */
export const truncated = (mac: RecordMac): RecordMac => ({
  length: truncatedLength,
  compute: (...input) => mac.compute(...input).subarray(0, truncatedLength),
  computeEvenly: (...input) => mac.computeEvenly(...input).subarray(0, truncatedLength),
});

/** Nothing at all: `TLS_NULL_WITH_NULL_NULL`. */
export const noMac: RecordMac = {
  length: 0,
  compute: () => new Uint8Array(0),
  computeEvenly: () => new Uint8Array(0),
};

/**
 * `hash(outer + hash(inner + header + content))`: both MACs have this form. Hashed piece by piece rather than by the
 * provider's HMAC, which may take another path for short inputs and so tell their length.
 */
class NestedHash implements RecordMac {
  readonly length: number;
  readonly #crypto: CryptoProvider;
  readonly #name: HashName;
  readonly #inner: Hash;
  readonly #outer: Hash;
  readonly #version: Uint8Array;
  /** Bytes before the content. */
  readonly #before: number;

  constructor(crypto: CryptoProvider, name: HashName, inner: Uint8Array, outer: Uint8Array, version: Uint8Array) {
    this.length = hashLength[name];
    this.#crypto = crypto;
    this.#name = name;
    this.#inner = crypto.hash(name).update(inner);
    this.#outer = crypto.hash(name).update(outer);
    this.#version = version;
    this.#before = inner.length + 11 + version.length;
  }

  compute(sequence: number, type: number, content: Uint8Array): Uint8Array {
    const header = headerOf(sequence, type, this.#version, content.length);
    return this.#outer.clone().update(this.#inner.clone().update(header).update(content).digest()).digest();
  }

  computeEvenly(sequence: number, type: number, content: Uint8Array, longest: number): Uint8Array {
    const mac = this.compute(sequence, type, content);
    const missing = this.#blocks(longest) - this.#blocks(content.length);
    this.#crypto
      .hash(this.#name)
      .update(zeros.subarray(0, missing * blockLength(this.#name)))
      .digest();
    return mac;
  }

  /** How often the inner hash compresses: its padding is a byte and the length in an eighth of a block. FIPS 180-4 §5.1 */
  #blocks(length: number): number {
    const block = blockLength(this.#name);
    return Math.ceil((this.#before + length + 1 + block / 8) / block);
  }
}

/** `seq_num + type + version + length` */
function headerOf(sequence: number, type: number, version: Uint8Array, length: number): Uint8Array {
  const header = new Uint8Array(11 + version.length);
  for (let at = 7, rest = sequence; rest > 0; at--, rest = Math.floor(rest / 256)) header[at] = rest % 256;
  header[8] = type;
  header.set(version, 9);
  header[header.length - 2] = length >> 8;
  header[header.length - 1] = length & 0xff;
  return header;
}

const blockLength = (hash: HashName): number => (hashLength[hash] > 32 ? 128 : 64);

const truncatedLength = 10;

/** Longer than the 255 bytes of padding by a block. */
const zeros = new Uint8Array(512);
