/** The captures in samples/. They are written anew by `HANDFAST_WRITE_SAMPLES=1 npx vitest run packages/inspect/test/samples`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { nodeProvider } from 'handfast/providers/node';
import { MemoryStore, TicketKeyRing } from 'handfast/session';
import { beforeAll, expect, test } from 'vitest';
import { SyntheticConnection } from '../src/export/synthetic-connection.ts';
import { inspect } from '../src/inspect.ts';
import { rowOf } from '../src/list/row.ts';
import { pcapngFile } from '../src/testing/files.ts';
import { chat, converse, now, type Wishes } from '../src/tls/testing/conversation.ts';

const pathOf = (name: string): URL => new URL(`../samples/${name}.pcapng`, import.meta.url);
const isWriting = process.env['HANDFAST_WRITE_SAMPLES'] === '1';

/** Two connections, a second apart, of a client that keeps what it is given; their secrets are inside. */
function sample(server: Wishes['server']): Uint8Array {
  const sessions = new MemoryStore();
  const spoken = [0, 1000].map((later) => ({
    start: now + later,
    ...converse({ act: chat, client: { sessions }, server: server ?? {}, now: now + later }),
  }));
  const packets = spoken.flatMap(({ tape, start }, index) => {
    const client = { address: '10.199.3.135', port: 50_000 + index };
    const wire = new SyntheticConnection(client, { address: '10.199.3.146', port: 443 });
    let time = start;
    return [
      ...wire.open(++time),
      ...tape.flatMap(({ direction, bytes }) => wire.data(direction, bytes, ++time)),
      ...wire.end(0, ++time),
      ...wire.end(1, ++time),
    ];
  });
  return pcapngFile(packets, spoken.map(({ keyLog }) => keyLog).join('\n'));
}

beforeAll(() => {
  if (!isWriting) return;
  const tickets = { sealer: new TicketKeyRing({ crypto: nodeProvider }) };
  const classic = { versions: ['TLS 1.2'] as const };
  writeFileSync(pathOf('session-ticket-disabled'), sample({ ...classic, sessionCache: new MemoryStore() }));
  writeFileSync(pathOf('session-ticket-enabled'), sample({ ...classic, tickets }));
  writeFileSync(pathOf('tls13-resumption'), sample({ tickets }));
});

test.each([
  ['session-ticket-disabled', 'session id', '[M09] [H02] RFC 5246 §7.4.1.2: the server remembers the session'],
  ['session-ticket-enabled', 'ticket', '[M09] [H11] RFC 5077 §3: the client keeps the session in a ticket'],
  ['tls13-resumption', 'PSK', 'RFC 8446 §2.2: the ticket stands for a pre-shared key'],
])('the sample %s is resumed by %s: %s', (name, by) => {
  const infos: string[] = [];
  const { connections } = inspect(new Uint8Array(readFileSync(pathOf(name))), {
    provider: nodeProvider,
    packet: (packet) => infos.push(rowOf(packet).info),
  });
  const [first, second] = connections.map(({ tls }) => tls);
  expect(first?.resumption).toMatchObject({ resumed: false });
  expect(second?.resumption).toEqual({ resumed: true, by, fromStream: 0 });
  expect(second?.certificates).toEqual({ client: [], server: [] });
  for (const tls of [first, second]) {
    expect(tls?.records).toMatchObject({ failed: 0, withoutKey: 0 });
    expect(tls?.checks.filter(({ result }) => result === 'wrong')).toEqual([]);
  }
  expect(infos.some((info) => info.includes('New Session Ticket'))).toBe(by !== 'session id');
});
