/** Warm workers: processes that share one socket, and are replaced when they hang or die. */

import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveTests } from './worker.ts';

export interface Pool {
  /** The Unix socket on which tests are taken. */
  readonly socket: string;
  /** What tests needed and we do not have, and how many did. */
  readonly lacks: ReadonlyMap<string, number>;
  stop(): void;
}

/** Whether this process is one of a pool's workers: then it serves tests and does nothing else. */
export const isWorker = cluster.isWorker;

/** Starts processes of this same program, each of which must call `work`; resolves when the first can take tests. */
export async function startPool(size: number): Promise<Pool> {
  const socket = join(tmpdir(), `handfast-bogo-${process.pid}.sock`);
  const lacks = new Map<string, number>();
  let stopped = false;
  const start = (): void =>
    watch(cluster.fork({ HANDFAST_BOGO_SOCKET: socket }), (lack) => lacks.set(lack, (lacks.get(lack) ?? 0) + 1));
  const ready = once(cluster, 'listening');
  for (let i = 0; i < size; i++) start();
  cluster.on('exit', () => {
    if (!stopped) start();
  });
  await ready;
  return {
    socket,
    lacks,
    stop() {
      stopped = true;
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill();
    },
  };
}

/** What a worker does: it serves tests, and says regularly that it is alive. */
export function work(): void {
  serveTests(process.env['HANDFAST_BOGO_SOCKET'] ?? '', (lack) => lack !== undefined && process.send?.({ lack }));
  setInterval(() => process.send?.({}), pulse);
  process.on('disconnect', () => process.exit());
}

/** Kills a worker that says nothing for long: a test has caught it in a loop. */
function watch(worker: Worker, lacking: (what: string) => void): void {
  const kill = (): boolean => worker.process.kill('SIGKILL');
  let timer = setTimeout(kill, patience);
  worker.on('message', ({ lack }: { readonly lack?: string }) => {
    if (lack !== undefined) lacking(lack);
    clearTimeout(timer);
    timer = setTimeout(kill, patience);
  });
  worker.on('exit', () => clearTimeout(timer));
}

/** In milliseconds. */
const pulse = 1000;
const patience = 20_000;
