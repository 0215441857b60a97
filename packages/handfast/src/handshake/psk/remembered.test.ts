import { expect, test } from 'vitest';
import { clientConfig, clientConnection } from '../../engine/client-config.ts';
import { Endpoint } from '../../engine/testing/endpoint.ts';
import { now, trust } from '../../engine/testing/fixtures.ts';
import { pump, serverEnd } from '../../engine/testing/pair.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { TicketKeyRing } from '../../session/ticket-key-ring.ts';

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'RFC 8446 §4.6.1: whoever judges the server in %s is told when a session is about to be resumed',
  async (version) => {
    const config = clientConfig({ crypto: nodeProvider, versions: [version], trust, sessions: new MemoryStore() });
    const tickets = { sealer: new TicketKeyRing({ crypto: nodeProvider }) };
    const asked: (boolean | undefined)[] = [];
    const judge: typeof config.judge = (request) => {
      asked.push(request.resumed);
      return config.judge(request);
    };
    for (let visit = 0; visit < 2; visit++) {
      const client = new Endpoint((observer) =>
        clientConnection({ ...config, judge }, { serverName: 'server.test', now, observer }),
      );
      await pump({ client, server: serverEnd({ tickets, versions: [version] }) });
      expect(client.info?.resumed).toBe(visit === 1);
    }
    expect(asked).toEqual([undefined, true]);
  },
);
