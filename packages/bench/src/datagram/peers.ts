/** DTLS libraries for Node that are installed elsewhere: measured where they are, left out by name where they are not. */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface PeerRate {
  readonly name: string;
  readonly rate: number;
  readonly missing?: string;
}

/** Handshakes in a second, of those in the folder that HANDFAST_DTLS_PEERS names. */
export async function peerRates(seconds: number, cert: string, key: string): Promise<readonly PeerRate[]> {
  const folder = process.env['HANDFAST_DTLS_PEERS'];
  if (folder === undefined) return names.map((name) => ({ name, rate: 0, missing: 'HANDFAST_DTLS_PEERS is not set' }));
  const load = createRequire(join(folder, 'package.json'));
  return [await measured('werift-dtls', seconds, () => werift(load(weriftFile) as Werift, cert, key))];
}

const names = ['werift-dtls'];
/** Version 0.5.8 names a file as its entry that it does not contain. */
const weriftFile = 'werift-dtls/lib/dtls/src/index.js';

async function measured(name: string, seconds: number, once: () => Promise<void>): Promise<PeerRate> {
  try {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < 1000 * seconds) {
      await once();
      count++;
    }
    return { name, rate: count / ((performance.now() - start) / 1000) };
  } catch (error) {
    return { name, rate: 0, missing: String(error) };
  }
}

/** As much of werift-dtls as is used. */
interface Werift {
  readonly DtlsServer: new (options: object) => unknown;
  readonly DtlsClient: new (
    options: object,
  ) => { onConnect: { subscribe(act: () => void): void }; connect(): Promise<void> };
  createUdpTransport(socket: Socket, peer?: object): unknown;
}

/** One server for one client: it serves no more. It asks for a cookie, as ours does. */
async function werift(
  { DtlsServer, DtlsClient, createUdpTransport }: Werift,
  cert: string,
  key: string,
): Promise<void> {
  const [near, far] = [createSocket('udp4'), createSocket('udp4')];
  far.bind(0, '127.0.0.1');
  near.bind(0, '127.0.0.1');
  await Promise.all([once(far, 'listening'), once(near, 'listening')]);
  const signatureHash = { hash: 4, signature: 3 };
  const server = new DtlsServer({ cert, key, signatureHash, transport: createUdpTransport(far) });
  const peer = { address: '127.0.0.1', port: far.address().port };
  const client = new DtlsClient({ cert, key, signatureHash, transport: createUdpTransport(near, peer) });
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('its handshake does not end')), 5000);
    client.onConnect.subscribe(() => {
      clearTimeout(patience);
      resolve();
    });
    client.connect().catch(reject);
  });
  void server;
  near.close();
  far.close();
}
