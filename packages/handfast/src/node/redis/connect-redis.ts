/** A connection to Redis as the stores like it: with `ioredis`, which is loaded only here. */

import type { RedisClient } from './commands.ts';

/** Comes back by itself when the connection breaks, and fails at once while there is none. */
export interface RedisConnection extends RedisClient {
  disconnect(): void;
}

/**
 * Connects to `redis://…` or `rediss://…`. Gives the client even if nobody answers yet: handshakes are full until then.
 * Throws when the package `ioredis` is not installed.
 */
export async function connectRedis(url: string): Promise<RedisConnection> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true });
  // Whoever asks hears of failures: the event alone would end the process.
  client.on('error', () => undefined);
  await client.connect().catch(() => undefined);
  return client;
}
