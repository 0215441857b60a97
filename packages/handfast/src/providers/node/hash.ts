/** Hashes that go on after each digest, as a transcript needs them (RFC 8446 §4.4.1). */

import { createHash, type Hash as NativeHash } from 'node:crypto';
import type { HashName } from '../../crypto/algorithms.ts';
import type { Hash } from '../../crypto/provider.ts';
import { bare } from './bare.ts';

export function nodeHash(name: HashName): Hash {
  return new NodeHash(createHash(name));
}

class NodeHash implements Hash {
  readonly #hash: NativeHash;

  constructor(hash: NativeHash) {
    this.#hash = hash;
  }

  update(data: Uint8Array): this {
    this.#hash.update(data);
    return this;
  }

  digest(): Uint8Array {
    return bare(this.#hash.copy().digest());
  }

  clone(): Hash {
    return new NodeHash(this.#hash.copy());
  }
}
