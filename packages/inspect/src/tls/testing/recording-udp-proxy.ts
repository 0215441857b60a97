/** A proxy on loopback that writes down the datagrams that went through it. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Portion } from './tape.ts';

export interface RecordingUdpProxy {
  readonly port: number;
  readonly tape: Portion[];
  close(): Promise<void>;
}

/** For one client. */
export async function recordingUdpProxy(target: number): Promise<RecordingUdpProxy> {
  const tape: Portion[] = [];
  const near = createSocket('udp4');
  const far = createSocket('udp4');
  let client: number | undefined;
  near.on('message', (bytes, { port }) => {
    client = port;
    tape.push({ direction: 0, bytes: new Uint8Array(bytes) });
    far.send(bytes, target, '127.0.0.1');
  });
  far.on('message', (bytes) => {
    tape.push({ direction: 1, bytes: new Uint8Array(bytes) });
    if (client !== undefined) near.send(bytes, client, '127.0.0.1');
  });
  near.bind(0, '127.0.0.1');
  await once(near, 'listening');
  return {
    port: near.address().port,
    tape,
    async close() {
      near.close();
      far.close();
      await Promise.all([once(near, 'close'), once(far, 'close')]);
    },
  };
}
