/** Hashes (FIPS 180-4, RFC 1321) and HMAC (RFC 2104). */

import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type { HashName } from '../../crypto/algorithms.ts';
import type { Hash, Mac } from '../../crypto/provider.ts';

export const hashes = { md5, sha1, sha224, sha256, sha384, sha512 } as const satisfies Record<HashName, unknown>;

export const portableHash = (name: HashName): Hash => new PortableHash(hashes[name].create());

/** What the library's hashes are, as far as they matter here. */
interface Running {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
  clone(): Running;
}

class PortableHash implements Hash {
  readonly #hash: Running;

  constructor(hash: Running) {
    this.#hash = hash;
  }

  update(data: Uint8Array): this {
    this.#hash.update(data);
    return this;
  }

  digest(): Uint8Array {
    return this.#hash.clone().digest();
  }

  clone(): Hash {
    return new PortableHash(this.#hash.clone());
  }
}

/** The two halves of the key are hashed once, for any number of inputs. */
export function portableHmac(name: HashName, key: Uint8Array): Mac {
  const keyed = hmac.create(hashes[name], key);
  return {
    compute(...parts) {
      const running = keyed.clone();
      for (const part of parts) running.update(part);
      return running.digest();
    },
  };
}
