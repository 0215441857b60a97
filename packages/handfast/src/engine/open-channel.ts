/** The channel that a connection speaks through. */

import type { Role } from '../handshake/tls13/keys.ts';
import type { Channel } from './channel.ts';
import type { ConnectionSettings } from './config.ts';
import type { JobFailure } from './runner.ts';
import { StreamChannel } from './stream-channel.ts';

/** `onReady` is called when bytes to send have become ready, or protecting them has failed. */
export const openChannel = (
  role: Role,
  { observer, limits, paddedTo }: ConnectionSettings,
  onReady: (failure: JobFailure | undefined) => void,
): Channel =>
  new StreamChannel({
    observer,
    handshakeMessageLimit: limits.handshakeMessage,
    skippedLimit: limits.skippedEarlyData,
    paddedTo,
    firstVersion: role === 'client' ? 0x0301 : 0x0303,
    onReady,
  });
