/** Whether a client may send data before the server is finished. RFC 7918 §4 */

import type { CipherSuite } from '../../registry/cipher-suites.ts';
import type { PeerVerified } from '../proofs.ts';

/**
 * Whoever meddles with the handshake before Finished can only choose what both sides offer: so what they agreed on must
 * be good enough by itself. Ephemeral keys, an AEAD, and a server that has signed them.
 */
export const startsFalsely = ({ keyExchange, mac }: CipherSuite, peer: PeerVerified | undefined): boolean =>
  (keyExchange === 'ecdhe' || keyExchange === 'dhe') && mac === 'aead' && peer?.scheme !== undefined;
