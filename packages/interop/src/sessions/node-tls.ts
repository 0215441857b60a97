/** node:tls comes back to us, and we to it. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { MemoryStore } from 'handfast/session';
import { type Certificates, serverName } from '../certificates.ts';
import { ourServer, ourVisit } from './our-side.ts';
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
      const [session] = (await once(first, 'session')) as [Buffer];
      first.end();
      await once(first, 'close');
      const second = connect({ ...options, session });
      await once(second, 'secureConnect');
      const reused = second.isSessionReused();
      second.destroy();
      server.stop();
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
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const sessions = new MemoryStore();
      const visits = [];
      for (let i = 0; i < 3; i++) visits.push(await ourVisit(certificates, { port, sessions }));
      server.close();
      const resumed = visits.map(({ info }) => info.resumed).join();
      return resumed === 'false,true,true' ? undefined : `resumed: ${resumed}`;
    },
  };
}
