/** The demo's counterexample: a client that asks for another name must not be content. */

import { once } from 'node:events';
import { PeerAlert, ProtocolError } from 'handfast';
import { connect } from 'handfast/node';
import { ensure } from './ensure.ts';
import type { DemoServer } from './server.ts';

/** Why the client refused, and the alert that the server heard. Throws when it did not refuse. */
export async function refusedName(
  server: DemoServer,
  serverName: string,
): Promise<{ readonly reason: string; readonly heard: string }> {
  const heard = once(server.tls, 'tlsClientError');
  const refused = await new Promise<unknown>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: server.port, serverName, ca: server.root });
    socket.once('error', resolve);
    socket.once('secureConnect', () => {
      socket.destroy();
      resolve(undefined);
    });
  });
  ensure(refused instanceof ProtocolError && refused.code === 'name_mismatch', 'a wrong name is refused');
  const [alert] = (await heard) as [unknown];
  ensure(alert instanceof PeerAlert && alert.alert === refused.alert, 'the server hears why');
  return { reason: String(refused.details['why']), heard: alert.alert };
}
