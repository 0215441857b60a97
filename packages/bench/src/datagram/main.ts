/**
 * `node packages/bench/dist/datagram/main.js`: DTLS handshakes and data over UDP on loopback, both ends in this process
 * and rates by the time of the processor, so that other work does not count,
 * beside what `node:dgram` itself can carry, and beside the JavaScript libraries that are installed in HANDFAST_DTLS_PEERS.
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connectDatagramConfig, connectDatagramWith, createDatagramServer, type DatagramSocket } from 'handfast/node';
import type { NegotiableVersionName } from 'handfast/registry';
import { makeCredentials } from '../credentials.ts';
import { cpuClock } from './cpu-clock.ts';
import { peerRates } from './peers.ts';

const seconds = 3;
const payload = Buffer.alloc(1200, 0x5a);

const { cert, key } = await makeCredentials();

/** Full handshakes, one after the other, each with a cookie. */
async function handshakes(version: NegotiableVersionName): Promise<number> {
  const server = createDatagramServer({ cert, key, tickets: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const config = connectDatagramConfig({ versions: [version], insecureAcceptAnyCertificate: true });
  const { port } = server.address();
  const start = performance.now();
  const spent = cpuClock();
  let count = 0;
  while (performance.now() - start < 1000 * seconds) {
    const socket = connectDatagramWith(config, { host: '127.0.0.1', port });
    await once(socket, 'secureConnect');
    socket.close();
    count++;
  }
  const rate = count / spent();
  server.close();
  return rate;
}

/** Megabytes that arrive in a second, in datagrams of 1,200 bytes; the sender waits for the receiver now and then. */
async function data(version: NegotiableVersionName): Promise<number> {
  let client: DatagramSocket | undefined;
  let received = 0;
  const server = createDatagramServer({ cert, key }, (socket) =>
    socket.on('message', (bytes) => {
      received += bytes.length;
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connectDatagramWith(connectDatagramConfig({ versions: [version], insecureAcceptAnyCertificate: true }), {
    host: '127.0.0.1',
    port: server.address().port,
  });
  await once(client, 'secureConnect');
  const rate = await pour(
    (bytes) => client?.send(bytes),
    () => received,
  );
  client.close();
  server.close();
  return rate;
}

/** What the runtime itself carries. */
async function bare(): Promise<number> {
  const [from, to] = [createSocket('udp4'), createSocket('udp4')];
  let received = 0;
  to.on('message', (bytes) => {
    received += bytes.length;
  });
  to.bind(0, '127.0.0.1');
  await once(to, 'listening');
  const { port } = to.address();
  const rate = await pour(
    (bytes) => from.send(bytes, port, '127.0.0.1'),
    () => received,
  );
  from.close();
  to.close();
  return rate;
}

async function pour(send: (bytes: Uint8Array) => void, received: () => number): Promise<number> {
  const start = performance.now();
  const spent = cpuClock();
  const before = received();
  while (performance.now() - start < 1000 * seconds) {
    for (let i = 0; i < 32; i++) send(payload);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return (received() - before) / 1e6 / spent();
}

const tell = (what: string, rate: number, unit: string): void => {
  process.stdout.write(`${what.padEnd(44)} ${rate.toFixed(rate < 100 ? 1 : 0).padStart(8)} ${unit}\n`);
};

tell('node:dgram alone', await bare(), 'MB/s of CPU');
for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) {
  tell(`handfast, ${version}: full handshakes`, await handshakes(version), '/s of CPU');
  tell(`handfast, ${version}: data`, await data(version), 'MB/s of CPU');
}
for (const { name, rate, missing } of await peerRates(seconds, cert, key)) {
  if (missing !== undefined) process.stdout.write(`${name.padEnd(44)} skipped: ${missing}\n`);
  else tell(`${name}: full handshakes`, rate, '/s of CPU');
}
