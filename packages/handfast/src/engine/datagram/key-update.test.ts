import { expect, test } from 'vitest';
import { nodeProvider } from '../../providers/node/index.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { TicketKeyRing } from '../../session/ticket-key-ring.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { DatagramChannel } from './datagram-channel.ts';
import { encodeFragment } from './fragment.ts';
import { believed, channelWithKeys, record } from './testing/keyless.ts';
import { lossyPairs } from './testing/lossy-pair.ts';

/** A client after its handshake, for which everything is under keys. */
function connected(): DatagramChannel {
  const channel = channelWithKeys('DTLS 1.3', 'application');
  channel.finish();
  return channel;
}

/** Hands over a message, in a record of its own under keys of the third epoch. */
function hear(channel: DatagramChannel, type: number, sequence: number): void {
  const data = encodeFragment({ type, length: 1, sequence, offset: 0, data: Uint8Array.of(0) });
  channel.push(record(data, 3 * 2 ** 48 + sequence));
  const next = channel.nextRecord();
  if (next !== undefined && 'data' in next) channel.collect(next.data);
}

const ended = expect.objectContaining({ code: 'message_spans_key_change', alert: 'unexpected_message' });
const { KeyUpdate, NewSessionTicket } = messages13;

test('RFC 9147 §8, erratum 8047: no message follows KeyUpdate under its keys', () => {
  const channel = connected();
  hear(channel, KeyUpdate.type, 0);
  expect(channel.nextMessage()).toBeDefined();
  channel.readWith('application', believed);
  // The one before it may come again.
  hear(channel, KeyUpdate.type, 0);
  expect(() => hear(channel, NewSessionTicket.type, 1)).toThrow(ended);
});

test('RFC 9147 §8, erratum 8047: nor does one that overtook it', () => {
  const channel = connected();
  hear(channel, NewSessionTicket.type, 1);
  hear(channel, KeyUpdate.type, 0);
  expect(channel.nextMessage()).toBeDefined();
  expect(() => channel.readWith('application', believed)).toThrow(ended);
});

test('[A25] RFC 9147 §8, erratum 8047: what is said after KeyUpdate waits for the keys that it announces', () => {
  for (const updates of [1, 2]) {
    const heard: string[] = [];
    const pair = lossyPairs({
      client: { versions: ['DTLS 1.3'], sessions: new MemoryStore() },
      server: { tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }), count: 0 } },
      observe: (side) => ({
        message: ({ direction, name }) => side === 'client' && direction === 'received' && heard.push(name),
      }),
    })({ seed: 1 });
    pair.network.run(pair.network.now + 5000);
    heard.splice(0);
    pair.network.conditions = { drop: 1 };
    for (let i = 0; i < updates; i++) pair.server.use((connection) => connection.updateKeys(true));
    const before = pair.server.sent;
    pair.server.use((connection) => connection.sendTickets(2));
    expect(pair.server.sent).toBe(before);
    pair.network.conditions = { delay: 20, jitter: 50 };
    pair.network.run(pair.network.now + 10_000);
    const all = [...Array.from({ length: updates }, () => 'KeyUpdate'), 'NewSessionTicket', 'NewSessionTicket'];
    expect(heard).toEqual(all);
    expect(pair.client.error ?? pair.server.error).toBeUndefined();
  }
});
