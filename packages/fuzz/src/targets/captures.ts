/** Captures: whatever the file holds, there is a report or a CaptureError. */

import { concat } from '../../../handfast/src/base/bytes.ts';
import { CaptureError } from '../../../inspect/src/capture/capture-error.ts';
import { syntheticLinkType, tcpPacket } from '../../../inspect/src/capture/synthetic.ts';
import { CaptureWriter } from '../../../inspect/src/capture/writer.ts';
import { inspect } from '../../../inspect/src/inspect.ts';
import { tcpFlags } from '../../../inspect/src/network/tcp-segment.ts';
import type { Target } from '../target.ts';
import { claim } from './claims.ts';
import { type Conversation, conversations } from './flows/conversations.ts';
import { versions } from './flows/variants.ts';

const client = { address: '192.0.2.1', port: 50_000 };
const server = { address: '192.0.2.2', port: 443 };

export const captureTarget: Target = {
  reaches: ['inspect/'],
  seeds: () => versions.flatMap((version) => conversations(version).slice(0, 2).map(captureOf)),
  longest: 8000,
  run(input) {
    try {
      const { packets, bytes } = inspect(input);
      claim(packets >= 0 && bytes >= 0, 'a report without numbers');
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  },
};

/** The client's bytes in one segment, the server's in another. */
function captureOf({ toClient, toServer }: Conversation): Uint8Array {
  const writer = new CaptureWriter();
  const flags = tcpFlags.ack;
  const segments = [
    tcpPacket({ from: client, to: server, sequence: 1, acknowledgment: 1, flags, payload: toServer.slice(0, 1400) }),
    tcpPacket({ from: server, to: client, sequence: 1, acknowledgment: 1, flags, payload: toClient.slice(0, 1400) }),
  ];
  const packets = segments.map((bytes, index) =>
    writer.packet({
      seconds: 0,
      nanoseconds: index,
      linkType: syntheticLinkType,
      bytes,
      originalLength: bytes.length,
    }),
  );
  return concat(writer.header(), ...packets);
}
