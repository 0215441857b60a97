/** Sessions and marks against replay in Redis. `connectRedis` needs the package `ioredis`; the stores take any client. */

export type { RedisClient, RedisOptions } from './commands.ts';
export { connectRedis, type RedisConnection } from './connect-redis.ts';
export { RedisReplayGuard } from './redis-replay-guard.ts';
export { RedisStore, type RedisStoreOptions } from './redis-store.ts';
