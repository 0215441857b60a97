/** A Redis server for one test file: on a Unix socket, with nothing on disk. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Whether there is a `redis-server` to start. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface RedisServer {
  /** What clients connect to. */
  readonly socket: string;
  /** Ends it, or starts it again with nothing in it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Freezes it: it accepts questions and answers none, until it is thawed. */
  freeze(): void;
  thaw(): void;
}

export function redisServer(): RedisServer {
  const directory = mkdtempSync(join(tmpdir(), 'handfast-redis-'));
  const socket = join(directory, 'redis.sock');
  let running: ChildProcess | undefined;
  return {
    socket,
    async start() {
      const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', directory];
      running = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
      for await (const line of createInterface(running.stdout as NonNullable<ChildProcess['stdout']>)) {
        if (line.includes('eady to accept connections')) return;
      }
      throw new Error('redis-server did not start');
    },
    async stop() {
      const ended = running && once(running, 'exit');
      running?.kill('SIGKILL');
      await ended;
      running = undefined;
      rmSync(socket, { force: true });
    },
    freeze: () => void running?.kill('SIGSTOP'),
    thaw: () => void running?.kill('SIGCONT'),
  };
}
