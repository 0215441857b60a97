/** What was fetched, kept until it is outdated (RFC 5280 §5.1.2.5, RFC 6960 §4.2.2.1: nextUpdate). */

import type { Awaitable } from '../base/awaitable.ts';

export interface CachedFetch {
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970: not to be used after. */
  readonly until: number;
}

/** Where to keep it: in memory, in a file, in a database. Keys are opaque text of a few hundred characters. */
export interface FetchCache {
  get(key: string): Awaitable<CachedFetch | undefined>;
  set(key: string, fetched: CachedFetch): Awaitable<unknown>;
}

/** In memory, with so many bytes at most: what was used longest ago goes first. */
export function memoryCache(mostBytes = 32 * 1024 * 1024): FetchCache {
  const kept = new Map<string, CachedFetch>();
  let size = 0;
  const remove = (key: string): CachedFetch | undefined => {
    const fetched = kept.get(key);
    if (kept.delete(key)) size -= fetched?.bytes.length ?? 0;
    return fetched;
  };
  const add = (key: string, fetched: CachedFetch): void => {
    kept.set(key, fetched);
    size += fetched.bytes.length;
  };
  return {
    get(key) {
      const fetched = remove(key);
      if (fetched !== undefined) add(key, fetched);
      return fetched;
    },
    set(key, fetched) {
      remove(key);
      if (fetched.bytes.length > mostBytes) return;
      add(key, fetched);
      for (const oldest of kept.keys()) {
        if (size <= mostBytes) return;
        remove(oldest);
      }
    },
  };
}
