/** A transport that nobody needs any more, brought to its end without losing the last alert. */

import type { Duplex } from 'node:stream';

/**
 * Sends what is still unsent, then the end, and throws away what arrives: closing with unread bytes would make the
 * kernel reset the connection, and the peer would never see the alert. A peer that does not close is cut off.
 */
export function retire(transport: Duplex): void {
  if (transport.destroyed) return;
  transport.removeAllListeners('data');
  transport.on('error', () => transport.destroy());
  const cut = setTimeout(() => transport.destroy(), patience);
  cut.unref();
  transport.on('close', () => clearTimeout(cut));
  transport.on('end', () => transport.destroy());
  transport.end();
  transport.resume();
}

/** Milliseconds: enough for a round trip. */
const patience = 1000;
