/** A backend server: somebody before it has read what was hidden, and passed it on in the open. RFC 9849 §7.2 */

import { ProtocolError } from '../base/errors.ts';
import type { HelloDecryption } from '../handshake/hello/encryption.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { confirmations } from './confirm.ts';

export interface BackendEchOptions {
  /**
   * What to do with a ClientHello that is still around a hidden one. `refuse` it, as RFC 9849 §7 wants of who hears only
   * what was read before; or `ignore` what is hidden, where clients come directly, too. Default `refuse`.
   */
  readonly outer?: 'refuse' | 'ignore' | undefined;
}

/** Confirms what a client-facing server has read and sent on. Nobody else must be able to connect. */
export function backendEch({ outer = 'refuse' }: BackendEchOptions = {}): HelloDecryption {
  return {
    retryConfigs: [],
    // oxlint-disable-next-line require-yield -- nothing here is late
    *open(_io, hello) {
      const hidden = hello.extensions?.encrypted_client_hello;
      if (hidden?.type === 'outer' && outer === 'refuse') {
        throw new ProtocolError('misplaced_inner_hello', { why: 'nobody has read what is hidden in it' });
      }
      if (hidden?.type !== 'inner') return undefined;
      return {
        hello,
        ...confirmations(hello.random),
        // oxlint-disable-next-line require-yield -- nor here
        *again(_io, _before, second: ClientHello) {
          if (second.extensions?.encrypted_client_hello?.type !== 'inner') throw new ProtocolError('ech_changed');
          return second;
        },
        [Symbol.dispose]: () => {},
      };
    },
  };
}
