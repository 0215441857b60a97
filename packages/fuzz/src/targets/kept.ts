/** What is kept between connections: sessions of clients and servers, the insides of tickets, sealed tickets. */

import { ClientSession, ServerSession } from '../../../handfast/src/handshake/classic/session.ts';
import { decodeKept, KeptSession, TicketState } from '../../../handfast/src/handshake/psk/kept.ts';
import { TicketKeyRing } from '../../../handfast/src/session/ticket-key-ring.ts';
import type { AnyCodec } from '../../../handfast/src/wire/codec.ts';
import type { Target } from '../target.ts';
import { choosing, chosen } from './choose.ts';
import { checkCodec, claim } from './claims.ts';
import { conversations } from './flows/conversations.ts';
import { now } from './flows/fixtures.ts';
import { keptByEnds, versions } from './flows/variants.ts';
import { toyProvider } from './toy-provider.ts';

const codecs: readonly AnyCodec[] = [TicketState, KeptSession, ServerSession, ClientSession];
const ticketKey = Uint8Array.from({ length: 48 }, (_, at) => at);

export const keptTarget: Target = {
  reaches: ['handshake/psk/kept.ts', 'handshake/classic/session.ts', 'session/'],
  pace: 5,
  seeds: () => {
    for (const version of versions) conversations(version);
    return keptByEnds.flatMap((value) => codecs.map((_, index) => choosing(index, value)));
  },
  longest: 1500,
  run(input) {
    const { choice, rest } = chosen(codecs, input);
    checkCodec(choice, rest);
    decodeKept(choice, rest);
    const ring = new TicketKeyRing({ crypto: toyProvider, keys: [ticketKey] });
    claim(ring.open(rest, now) === undefined || rest.length >= 64, 'a ticket without a seal was opened');
    const ticket = ring.seal(rest, now) as Uint8Array;
    claim((ring.open(ticket, now) as Uint8Array | undefined)?.length === rest.length, 'our own ticket does not open');
  },
};
