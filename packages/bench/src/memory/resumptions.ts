/** A stateless server to which one client comes back again and again, joined in memory. */

import { type Connection, clientConfig, clientConnection, serverConfig, serverConnection } from 'handfast';
import { certificatesOf, trustAnchors } from 'handfast/node';
import { nodeProvider } from 'handfast/providers/node';
import { MemoryStore, TicketKeyRing } from 'handfast/session';
import { pkcs8FromPem } from 'handfast/x509';
import type { Credentials } from '../implementations/implementation.ts';

/** How many there were, a hundred thousand at the most, and how many bytes each left behind. */
export async function resumptions(
  { ca, cert, key }: Credentials,
  seconds: number,
  used: () => number,
): Promise<{ readonly count: number; readonly growth: number }> {
  const versions = ['TLS 1.3'] as const;
  const crypto = nodeProvider;
  // The cheapest group: it has no part in what is kept.
  const groups = ['x25519'] as const;
  const client = clientConfig({ crypto, versions, groups, trust: trustAnchors(ca), sessions: new MemoryStore() });
  const imported = nodeProvider.importPrivateKey(pkcs8FromPem(key));
  if (imported === undefined) throw new Error('the key cannot be used');
  const server = serverConfig({
    crypto,
    versions,
    groups,
    credentials: [{ chain: certificatesOf(cert), key: imported }],
    tickets: { sealer: new TicketKeyRing({ crypto }) },
  });
  const visit = (): boolean =>
    join(
      clientConnection(client, { serverName: 'localhost', now: Date.now() }),
      serverConnection(server, { now: Date.now() }),
    );
  visit();
  for (let i = 0; i < warmUp; i++) if (!visit()) throw new Error('the session was not resumed');
  const before = used();
  const end = performance.now() + 1000 * seconds;
  let count = 0;
  for (; count < most && performance.now() < end; count++) {
    if (!visit()) throw new Error('the session was not resumed');
    if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { count, growth: (used() - before) / count };
}

/** Carries bytes both ways until nobody has any. Whether the client resumed. */
function join(client: Connection, server: Connection): boolean {
  let resumed = false;
  for (let moved = true; moved; ) {
    moved = false;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      for (const output of from.take()) {
        if (output.type === 'failed') throw output.error;
        if (output.type === 'established') resumed = output.info.resumed;
        if (output.type !== 'send') continue;
        to.receive(output.bytes);
        moved = true;
      }
    }
  }
  client.close();
  server.close();
  return resumed;
}

const warmUp = 1000;
const most = 100_000;
