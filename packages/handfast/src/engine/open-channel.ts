/** The channel that a connection speaks through. */

import type { Role } from '../handshake/tls13/keys.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { Channel } from './channel.ts';
import type { ConnectionSettings } from './config.ts';
import { DatagramChannel } from './datagram/datagram-channel.ts';
import type { JobFailure } from './runner.ts';
import { StreamChannel } from './stream-channel.ts';

/** `onReady` is called when bytes to send have become ready, or protecting them has failed. */
export const openChannel = (
  role: Role,
  {
    carrier,
    observer,
    limits,
    paddedTo,
    mostSent,
    versions,
    mtu,
    retransmission,
    translateOldHello,
    connectionIdLength,
  }: ConnectionSettings,
  now: number,
  onReady: (failure: JobFailure | undefined) => void,
): Channel => {
  const common = { observer, handshakeMessageLimit: limits.handshakeMessage, onReady };
  return carrier === 'datagram'
    ? new DatagramChannel({ role, mtu, connectionIdLength, times: retransmission, now, ...common })
    : new StreamChannel({
        translateOldHello: role === 'server' ? translateOldHello : undefined,
        skippedLimit: limits.skippedEarlyData,
        paddedTo,
        mostSent,
        firstVersion: role === 'client' ? firstVersion(versions) : 0x0303,
        ...common,
      });
};

/** What the oldest servers understand, if we do: they may look at the number of a record. RFC 5246 §E.1 */
const firstVersion = (versions: readonly VersionRow[]): number => Math.min(0x0301, ...versions.map(({ wire }) => wire));
