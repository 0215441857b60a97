/** Opening records of DTLS 1.3: the epoch's key, the number behind the mask, the nonce of both. RFC 9147 §4.2 */

import type { CryptoProvider } from 'handfast/crypto';
import { type DatagramRecord, type PlainRecord, sequenceLength, xorNonce } from 'handfast/record';
import { trafficKeys } from 'handfast/schedule';
import { uintAt } from '../bytes.ts';
import type { Keys13 } from '../keys/tls13.ts';

/** What opened a record. */
export interface Opened13 {
  readonly plain: PlainRecord;
  readonly epoch: number;
  readonly sequence: number;
}

/** One direction. */
export class Reading13 {
  readonly #crypto: CryptoProvider;
  readonly #keys: Keys13;
  /** The number that comes next in each epoch. */
  readonly #next = new Map<number, number>();
  #newest = 2;
  opened = 0;
  failed = 0;
  closed = 0;

  constructor(crypto: CryptoProvider, keys: Keys13) {
    this.#crypto = crypto;
    this.#keys = keys;
  }

  open(record: DatagramRecord): Opened13 | undefined {
    let tried = false;
    for (const epoch of this.#epochs(record.epoch)) {
      // Epoch 1 is early data, 2 the handshake, 3 and on application data (RFC 9147 §6.1).
      for (const candidate of this.#keys.at(epoch - 1)) {
        tried = true;
        const opened = this.#try(record, epoch, candidate);
        if (opened === undefined) continue;
        this.opened++;
        this.#newest = Math.max(this.#newest, epoch);
        this.#next.set(epoch, Math.max(this.#next.get(epoch) ?? 0, opened.sequence + 1));
        return opened;
      }
    }
    if (tried) this.failed++;
    else this.closed++;
    return undefined;
  }

  /** The epochs with these low bits that may be at hand, the newest first. */
  #epochs(bits: number): readonly number[] {
    const epochs: number[] = [];
    for (let epoch = this.#newest + 2; epoch >= 1; epoch--) if ((epoch & 3) === bits) epochs.push(epoch);
    return epochs.slice(0, 3);
  }

  #try(
    record: DatagramRecord,
    epoch: number,
    { secret, suite, hkdf }: ReturnType<Keys13['at']>[number],
  ): Opened13 | undefined {
    if (suite.aead === undefined) return undefined;
    const keyLength = suite.cipher.keyLength;
    const { key, iv } = trafficKeys(hkdf, secret, keyLength);
    const hide = this.#crypto.sequenceMask?.(suite.aead, hkdf.expandLabel(secret, 'sn', none, keyLength));
    const mask = hide?.(record.fragment.subarray(0, 16));
    const aead = this.#crypto.aead(suite.aead, key);
    if (mask === undefined || aead === undefined) return undefined;
    const header = record.header.slice();
    const sequenceAt = record.connectionId[1];
    const size = sequenceLength(header[0] as number);
    for (let i = 0; i < size; i++) {
      header[sequenceAt + i] = (header[sequenceAt + i] as number) ^ (mask[i] as number);
    }
    const low = uintAt(header, sequenceAt, size);
    const sequence = nearest(low, 256 ** size, this.#next.get(epoch) ?? 0);
    const inner = openQuietly(() => aead.open(xorNonce(iv, sequence), header, record.fragment));
    const plain = inner && unwrapped(inner);
    return plain && { plain, epoch, sequence };
  }
}

/** The number nearest to the expected one that ends in these bits. RFC 9147 §4.2.2 */
export function nearest(low: number, size: number, expected: number): number {
  const candidate = expected - (expected % size) + low;
  if (candidate > expected + size / 2 && candidate >= size) return candidate - size;
  return candidate + size <= expected + size / 2 ? candidate + size : candidate;
}

/** Content, type and zeros. */
export function unwrapped(inner: Uint8Array): PlainRecord | undefined {
  let last = inner.length - 1;
  while (last >= 0 && inner[last] === 0) last--;
  return last < 0 ? undefined : { type: inner[last] as number, data: inner.subarray(0, last) };
}

/** What the provider says now; a late answer is none. */
export function openQuietly(open: () => unknown): Uint8Array | undefined {
  try {
    const result = open();
    return result instanceof Uint8Array ? result : undefined;
  } catch {
    return undefined;
  }
}

const none = new Uint8Array(0);
