/** What is kept between connections: sessions of clients and servers, the insides of tickets, sealed tickets. */

import { ClientSession, ServerSession } from '../../../handfast/src/handshake/classic/session.ts';
import { decodeKept, KeptSession, TicketState } from '../../../handfast/src/handshake/psk/kept.ts';
import { TicketKeyRing } from '../../../handfast/src/session/ticket-key-ring.ts';
import { type AnyCodec, encode } from '../../../handfast/src/wire/codec.ts';
import type { Target } from '../target.ts';
import { choosing, chosen } from './choose.ts';
import { checkCodec, claim } from './claims.ts';
import { now } from './flows/fixtures.ts';
import * as objects from './objects.ts';
import { toyProvider } from './toy-provider.ts';

const codecs: readonly AnyCodec[] = [TicketState, KeptSession, ServerSession, ClientSession];
const common = { since: now, authenticated: now, lifetime: 3600, serverName: new Uint8Array(11), scheme: 0x0403 };
const chain = [objects.leaf.der];
const state = {
  ...common,
  version: 0x0304,
  cipherSuite: 0x1301,
  secret: new Uint8Array(32),
  ageAdd: 5,
  maxEarlyData: 0,
  protocol: new Uint8Array(2),
  chain,
};
const classic = {
  ...common,
  version: 0x0303,
  cipherSuite: 0xc02b,
  masterSecret: new Uint8Array(48),
  extendedMasterSecret: 1,
  chain,
};
const ourIdentity = new Uint8Array(32);
const values = [
  encode(TicketState, state),
  encode(KeptSession, { ...state, ticket: new Uint8Array(40), ourIdentity }),
  encode(ServerSession, classic),
  encode(ClientSession, { ...classic, sessionId: new Uint8Array(32), ticket: new Uint8Array(0), ourIdentity }),
];

export const keptTarget: Target = {
  reaches: ['handshake/psk/kept.ts', 'handshake/classic/session.ts', 'session/'],
  seeds: () => values.map((value, index) => choosing(index, value)),
  longest: 1500,
  run(input) {
    const { choice, rest } = chosen(codecs, input);
    checkCodec(choice, rest);
    decodeKept(choice, rest);
    const ring = new TicketKeyRing({ crypto: toyProvider, keys: [new Uint8Array(48)] });
    claim(ring.open(rest, now) === undefined || rest.length >= 64, 'a ticket without a seal was opened');
    const ticket = ring.seal(rest, now) as Uint8Array;
    claim((ring.open(ticket, now) as Uint8Array | undefined)?.length === rest.length, 'our own ticket does not open');
  },
};
