/** Everything that a connection can say. */

import type { PeerAlert, ProtocolError } from '../base/errors.ts';
import type { ConnectionInfo, PeerInfo } from './info.ts';

export type Output =
  /** Bytes for the transport, in order. A `probe` goes to where the last datagram came from, and not where the others go. */
  | { readonly type: 'send'; readonly bytes: Uint8Array; readonly probe?: true }
  /** The peer hears what is sent to where `challengePath` found it. RFC 9853 */
  | { readonly type: 'pathValid' }
  /** The handshake is finished; `renegotiated` if it was not the first on the connection. */
  | { readonly type: 'established'; readonly info: ConnectionInfo; readonly renegotiated?: true }
  /** Data may be written although the handshake is not finished: what it asked for is on its way. RFC 7918 */
  | { readonly type: 'writable' }
  /** The peer does not want to renegotiate: everything is as it was. RFC 5246 §7.2.2 */
  | { readonly type: 'refused' }
  /** The client's answer to a request after the handshake; `undefined` when it shows no certificate. RFC 8446 §4.6.2 */
  | { readonly type: 'authenticated'; readonly peer: PeerInfo | undefined }
  /** Application data from the peer. What came `early` may have been sent by an attacker a second time. */
  | { readonly type: 'data'; readonly bytes: Uint8Array; readonly early?: true }
  /** Call `tick` at this time, in milliseconds since 1970; `undefined` takes the last wish back. */
  | { readonly type: 'wake'; readonly at: number | undefined }
  /** The peer sent close_notify: no more data will come. We may still write. */
  | { readonly type: 'end' }
  /** Both directions are closed. Nothing follows. */
  | { readonly type: 'closed' }
  /** The connection is over because of an error. Nothing follows. */
  | { readonly type: 'failed'; readonly error: ProtocolError | PeerAlert };

/** It had nothing to say. */
export const noOutputs: readonly Output[] = [];
