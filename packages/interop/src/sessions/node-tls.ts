/** node:tls comes back to us, and we to it. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { type Certificates, serverName } from '../certificates.ts';
import { untilOver } from '../scope.ts';
import { ourServer, ourThreeVisits } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

export const nodeTls: SessionPeer = {
  name: 'node',
  version: async () => process.version,
  cases: (certificates) => [asClient(certificates), asServer(certificates)],
};

function asClient(certificates: Certificates): SessionCase {
  return {
    client: 'node',
    server: 'handfast',
    variant: 'ticket',
    async attempt() {
      const server = await ourServer(certificates);
      const options = { port: server.port, servername: serverName, ca: await readFile(certificates.root) };
      const first = connect(options);
      untilOver(() => first.destroy());
      const [session] = (await once(first, 'session')) as [Buffer];
      first.end();
      await once(first, 'close');
      const second = connect({ ...options, session });
      untilOver(() => second.destroy());
      await once(second, 'secureConnect');
      const reused = second.isSessionReused();
      return reused ? undefined : 'the session was not resumed';
    },
  };
}

function asServer(certificates: Certificates): SessionCase {
  return {
    client: 'handfast',
    server: 'node',
    variant: 'ticket',
    async attempt() {
      const identity = certificates.server['ecdsa-secp256r1'];
      const options = { cert: await readFile(identity.bundle), key: await readFile(identity.key) };
      const server = createServer(options, (socket) => socket.pipe(socket));
      untilOver(() => server.close());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      return (await ourThreeVisits(certificates, { port })).problem;
    },
  };
}
