/** Sessions in Redis, for any number of servers: a list for each key, the newest value at its end. */

import { copyOf } from '../../base/bytes.ts';
import type { SessionStore } from '../../handshake/stores.ts';
import { RedisCommands, type RedisOptions } from './commands.ts';

export interface RedisStoreOptions extends RedisOptions {
  /** Most values of one key. Default 8. */
  readonly perKey?: number | undefined;
}

/** Needs Redis 6.2 or newer. Sessions lie in it as they are: whoever reads them can resume them. */
export class RedisStore implements SessionStore {
  readonly #redis: RedisCommands;
  readonly #perKey: number;

  constructor({ perKey = 8, ...options }: RedisStoreOptions) {
    this.#redis = new RedisCommands(options);
    this.#perKey = perKey;
  }

  async put(key: string, value: Uint8Array, expires: number): Promise<void> {
    const entry = Buffer.concat([expiry(expires), value]);
    await this.#redis.script(putScript, [this.#nameOf(key)], entry, this.#perKey, Math.ceil(expires));
  }

  async get(key: string, now: number): Promise<readonly Uint8Array[]> {
    return fresh(await this.#redis.call('LRANGE', this.#nameOf(key), 0, -1), now).reverse();
  }

  /** Redis runs one command at a time: nobody else gets the same values. */
  async take(key: string, now: number, most: number): Promise<readonly Uint8Array[]> {
    return fresh(await this.#redis.call('RPOP', this.#nameOf(key), most), now);
  }

  async remove(key: string): Promise<void> {
    await this.#redis.call('DEL', this.#nameOf(key));
  }

  #nameOf(key: string): string {
    return this.#redis.name('session', key);
  }
}

/** The values of entries that have not expired. */
function fresh(entries: unknown, now: number): Uint8Array[] {
  if (!Array.isArray(entries)) return [];
  return entries
    .filter((entry): entry is Buffer => Buffer.isBuffer(entry) && entry.length > expiryLength)
    .filter((entry) => entry.readUIntBE(0, expiryLength) > now)
    .map((entry) => copyOf(entry.subarray(expiryLength)));
}

function expiry(time: number): Buffer {
  const bytes = Buffer.alloc(expiryLength);
  bytes.writeUIntBE(Math.min(Math.max(0, Math.ceil(time)), 2 ** 48 - 1), 0, expiryLength);
  return bytes;
}

const expiryLength = 6;

/** Adds a value, drops the oldest beyond so many, and keeps the list as long as its longest lasting value. */
const putScript = `
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[2]), -1)
local time = redis.call('TIME')
local left = tonumber(ARGV[3]) - time[1] * 1000 - math.floor(time[2] / 1000)
if redis.call('PTTL', KEYS[1]) < left then
  redis.call('PEXPIREAT', KEYS[1], ARGV[3])
end
return 1`;
