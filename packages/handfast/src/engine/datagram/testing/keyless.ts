/** A client's end of a channel under keys that hide nothing, and records for it. */

import type { Epoch } from '../../../handshake/io.ts';
import { inDatagrams } from '../../../record/datagram12.ts';
import { unprotected } from '../../../record/none.ts';
import { contentTypes } from '../../../registry/content-types.ts';
import { versionNamed } from '../../../registry/versions.ts';
import { DatagramChannel } from '../datagram-channel.ts';
import { defaultTimes } from '../retransmission.ts';

const format = inDatagrams(unprotected(0xfefd));

/** Keys that hide nothing and count as keys. */
export const believed = { ...unprotected(0xfefd), encrypts: true };

/** A record of handshake messages from a peer with such keys. */
export function record(data: Uint8Array, number = 0): Uint8Array {
  const output = new Uint8Array(format.sealedLength(data.length, 0));
  void format.seal(number, { type: contentTypes.handshake, data }, 0, output);
  return output;
}

/** The channel, listening in this epoch. */
export function channelWithKeys(version: 'DTLS 1.2' | 'DTLS 1.3', epoch: Epoch): DatagramChannel {
  const channel = new DatagramChannel({
    role: 'client',
    observer: {},
    handshakeMessageLimit: 1000,
    mtu: 1000,
    times: defaultTimes,
    now: 0,
    onReady: () => {},
  });
  channel.speak(versionNamed(version));
  channel.readWith(epoch, believed);
  return channel;
}
