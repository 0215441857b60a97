/** node:tls, with the same version, group and certificate. */

import { once } from 'node:events';
import { connect, createSecureContext, createServer } from 'node:tls';
import { type Implementation, listening } from './implementation.ts';

const curves = { x25519: 'X25519', secp256r1: 'prime256v1', X25519MLKEM768: 'X25519MLKEM768' } as const;

export const nodeTls: Implementation = {
  listen({ cert, key, group }, serve) {
    const options = { cert, key, ecdhCurve: curves[group], minVersion: 'TLSv1.3', noDelay: true } as const;
    return listening(createServer(options, serve));
  },
  connector({ ca, group }, port, resumes) {
    let session: Buffer | undefined;
    const secureContext = createSecureContext({ ca, ecdhCurve: curves[group], minVersion: 'TLSv1.3' });
    return async () => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', secureContext, session });
      if (resumes) socket.on('session', (ticket) => (session = ticket));
      socket.setNoDelay(true);
      await once(socket, 'secureConnect');
      return socket;
    };
  },
};
