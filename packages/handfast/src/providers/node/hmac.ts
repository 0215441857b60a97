/** HMAC (RFC 2104): plain TypeScript where that is faster, native code elsewhere. See docs/decisions/0010. */

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { copyOf } from '../../base/bytes.ts';
import type { HashName } from '../../crypto/algorithms.ts';
import { hmacSha256 } from '../../crypto/hmac-sha256.ts';
import type { Mac } from '../../crypto/provider.ts';
import { bare } from './bare.ts';

export function nodeHmac(name: HashName, key: Uint8Array): Mac {
  return name === 'sha256' ? new ShortOrLong(key) : new NativeMac(name, key);
}

/** Bytes of input from which native HMAC-SHA-256 is faster than our own. */
const nativeFrom = 256;

/** HMAC-SHA-256: most inputs are short, so the native key is made only when a long one comes. */
class ShortOrLong implements Mac {
  readonly #key: Uint8Array;
  readonly #short: Mac;
  #long: Mac | undefined;

  constructor(key: Uint8Array) {
    this.#key = copyOf(key);
    this.#short = hmacSha256(key);
  }

  compute(...parts: readonly Uint8Array[]): Uint8Array {
    let length = 0;
    for (const part of parts) length += part.length;
    if (length < nativeFrom) return this.#short.compute(...parts);
    this.#long ??= new NativeMac('sha256', this.#key);
    return this.#long.compute(...parts);
  }
}

class NativeMac implements Mac {
  readonly #name: HashName;
  // A raw key costs 10 µs for each use on Node 24; a KeyObject costs 1 µs once.
  readonly #key: KeyObject;

  constructor(name: HashName, key: Uint8Array) {
    this.#name = name;
    this.#key = createSecretKey(key);
  }

  compute(...parts: readonly Uint8Array[]): Uint8Array {
    const hmac = createHmac(this.#name, this.#key);
    for (const part of parts) hmac.update(part);
    return bare(hmac.digest());
  }
}
