/** DTLS libraries for Node that are installed elsewhere: measured where they are, left out by name where they are not. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cpuClock } from './cpu-clock.ts';

export interface PeerRate {
  readonly name: string;
  readonly rate: number;
  readonly missing?: string;
}

/** Handshakes in a second, of those in the folder that HANDFAST_DTLS_PEERS names. */
export async function peerRates(seconds: number, cert: string, key: string): Promise<readonly PeerRate[]> {
  const folder = process.env['HANDFAST_DTLS_PEERS'];
  if (folder === undefined) return names.map((name) => ({ name, rate: 0, missing: 'HANDFAST_DTLS_PEERS is not set' }));
  const load: <T>(name: string) => T = createRequire(join(folder, 'package.json'));
  const lib = 'werift-dtls/lib';
  const one = () => werift(load(`${lib}/dtls/src/index.js`), load(`${lib}/common/src/transport.js`), cert, key);
  return [await measured('werift-dtls', seconds, one)];
}

const names = ['werift-dtls'];

async function measured(name: string, seconds: number, once: () => Promise<void>): Promise<PeerRate> {
  try {
    const start = performance.now();
    const spent = cpuClock();
    let count = 0;
    while (performance.now() - start < 1000 * seconds) {
      await once();
      count++;
    }
    return { name, rate: count / spent() };
  } catch (error) {
    return { name, rate: 0, missing: String(error) };
  }
}

/** As much of werift-dtls as is used. Version 0.5.8 names a file as its entry that it does not contain. */
interface Werift {
  readonly DtlsServer: new (options: object) => unknown;
  readonly DtlsClient: new (
    options: object,
  ) => { readonly onConnect: { subscribe(act: () => void): void }; connect(): Promise<void> };
}

interface WeriftCommon {
  readonly UdpTransport: { init(type: 'udp4'): Promise<WeriftTransport> };
}

interface WeriftTransport {
  readonly port: number;
  rinfo?: { readonly address: string; readonly port: number };
  close(): Promise<void>;
}

/** One server for one client: it serves no more. It asks for a cookie, as ours does. */
async function werift(
  { DtlsServer, DtlsClient }: Werift,
  { UdpTransport }: WeriftCommon,
  cert: string,
  key: string,
): Promise<void> {
  const [far, near] = [await UdpTransport.init('udp4'), await UdpTransport.init('udp4')];
  near.rinfo = { address: '127.0.0.1', port: far.port };
  const own = { cert, key, signatureHash: { hash: 4, signature: 3 } };
  void new DtlsServer({ ...own, transport: far });
  const client = new DtlsClient({ ...own, transport: near });
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('its handshake does not end')), 5000);
    client.onConnect.subscribe(() => {
      clearTimeout(patience);
      resolve();
    });
    client.connect().catch(reject);
  });
  await Promise.all([near.close(), far.close()]);
}
