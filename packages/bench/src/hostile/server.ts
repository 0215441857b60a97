/** The server under attack: defaults, but that it asks for certificates and does not let anybody be silent for long. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TlsSocket } from 'handfast/node';
import type { Credentials } from '../implementations/implementation.ts';
import type { Condition, Order } from './messages.ts';

const failures: Record<string, number> = {};
let established = 0;
let connections = 0;

process.on('message', (order: Order) => {
  if (order.order === 'serve') void serve(order.credentials);
  if (order.order === 'measure') process.send?.(condition());
});

async function serve({ cert, key, ca }: Credentials): Promise<void> {
  const options = {
    cert,
    key,
    ca,
    clientAuthentication: 'request',

    idleTimeout: 60_000,
  } as const;
  const server = createServer(options, echo);
  server.on('connection', (socket) => {
    connections++;
    socket.on('close', () => connections--);
  });
  server.on('tlsClientError', (error: Error & { readonly code?: string }) => count(error));
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

function echo(socket: TlsSocket): void {
  established++;
  socket.on('error', count);
  socket.pipe(socket);
}

function count(error: Error & { readonly code?: string }): void {
  const code = error.code ?? error.message;
  failures[code] = (failures[code] ?? 0) + 1;
}

function condition(): Condition {
  // Twice: what was freed by finalizers goes the second time.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, memory: heapUsed + external, rss, connections, established, failures };
}
