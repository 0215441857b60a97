/** The server of the demo: an echo on a free port, certified by an authority made for it. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TlsServer, type TlsSocket } from 'handfast/node';
import { nodeProvider } from 'handfast/providers/node';
import { createDevelopmentCa } from 'handfast/x509';
import { createRecorder, type Recorder } from '../show/recorder.ts';

export interface DemoServer {
  readonly tls: TlsServer;
  readonly port: number;
  /** The root that clients should trust, in DER. */
  readonly root: Uint8Array;
  /** When its clock started, as `performance.now()` tells. */
  readonly start: number;
  /** What the server saw of its latest client. */
  latest(): Recorder | undefined;
  stop(): void;
}

/** What client and server agree to speak: nothing but this demo. */
export const demoProtocol = 'handfast-demo';

/** A server that is listening. */
export async function startDemoServer(): Promise<DemoServer> {
  const ca = await createDevelopmentCa(nodeProvider, { now: Date.now() });
  const { chain, key } = await ca.issue(['localhost']);
  const start = performance.now();
  const open = new Set<Socket>();
  let latest: Recorder | undefined;
  const observeClient = (tcp: Socket) => {
    open.add(tcp);
    latest = createRecorder(() => {}, start);
    return latest.observer;
  };
  const options = { cert: chain, key, protocols: [demoProtocol], allowHalfOpen: true, observeClient };
  const tls = createServer(options, (socket: TlsSocket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  tls.listen(0, '127.0.0.1');
  await once(tls, 'listening');
  return {
    tls,
    port: (tls.address() as AddressInfo).port,
    root: ca.certificate,
    start,
    latest: () => latest,
    stop() {
      tls.close();
      for (const tcp of open) tcp.destroy();
    },
  };
}
