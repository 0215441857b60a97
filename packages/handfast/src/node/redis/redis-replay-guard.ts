/** Marks that came once, in Redis, for any number of servers. RFC 8446 §8 */

import { toHex } from '../../base/bytes.ts';
import type { ReplayGuard } from '../../handshake/stores.ts';
import { RedisCommands, type RedisOptions } from './commands.ts';

/**
 * Redis notes since when it remembers, and which run of the server that was. After it was wiped or started again, or
 * another took over, nothing is let through for as long as marks are kept: some may be lost. Marks must not be evicted:
 * `maxmemory-policy` has to be `noeviction`, or one of the `volatile` kinds with room for all of them.
 */
export class RedisReplayGuard implements ReplayGuard {
  readonly #redis: RedisCommands;

  constructor(options: RedisOptions) {
    this.#redis = new RedisCommands(options);
  }

  async first(mark: Uint8Array, now: number, expires: number): Promise<boolean> {
    // Braces keep both names in one slot of a cluster.
    const keys = [this.#redis.name('{replay}', 'since'), this.#redis.name('{replay}', toHex(mark))];
    return (await this.#redis.script(firstScript, keys, Math.ceil(expires - now))) === 1;
  }
}

/** Whether the mark is new, and the memory is at least as old as marks get. */
const firstScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local span = tonumber(ARGV[1])
local new = redis.call('SET', KEYS[2], '1', 'PX', span, 'NX')
local known, since = redis.call('HGET', KEYS[1], 'run'), redis.call('HGET', KEYS[1], 'since')
if known ~= run or not since then
  redis.call('HSET', KEYS[1], 'run', run, 'since', string.format('%.0f', now))
  return 0
end
if new and now - tonumber(since) >= span then return 1 end
return 0`;
