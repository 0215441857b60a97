/** Honest clients, eight at a time: connect, say one KiB, hear it again, say good-bye. */

import { once } from 'node:events';
import { connectConfig, connectWith } from 'handfast/node';
import type { Order, Visits } from './messages.ts';

const atOnce = 8;
const message = Buffer.alloc(1024, 0x5a);
/** In milliseconds: who waits longer has not been served. */
const patience = 5000;

process.on('message', (order: Order) => {
  if (order.order === 'visit') void visits(order).then((result) => process.send?.(result));
});

async function visits({ credentials, port, seconds }: Order & { readonly order: 'visit' }): Promise<Visits> {
  const config = connectConfig({ ca: credentials.ca, handshakeTimeout: patience });
  const start = performance.now();
  const times: number[] = [];
  let failed = 0;
  const client = async (): Promise<void> => {
    while (performance.now() - start < seconds * 1000) {
      const from = performance.now();
      try {
        await visit(config, port);
        times.push(performance.now() - from);
      } catch {
        failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  times.sort((left, right) => left - right);
  const perSecond = (1000 * times.length) / (performance.now() - start);
  const [median, worst] = [times[times.length >> 1] ?? 0, times.at(-1) ?? 0];
  return { count: times.length, failed, perSecond, median, worst };
}

async function visit(config: Parameters<typeof connectWith>[0], port: number): Promise<void> {
  const signal = AbortSignal.timeout(patience);
  const socket = connectWith(config, { host: '127.0.0.1', port, serverName: 'localhost' });
  try {
    await once(socket, 'secureConnect', { signal });
    let missing = message.length;
    const heard = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('data', (data: Buffer) => {
        missing -= data.length;
        if (missing === 0) resolve();
      });
    });
    socket.write(message);
    await heard;
    socket.end();
    await once(socket, 'close', { signal });
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
