/** What articles about load balancers say of resumption, held against what has just happened. */

import { decode, type Message, messages13, messagesClassic } from 'handfast/wire';
import { ensure } from './ensure.ts';
import type { Visit, Visits } from './resumption-visits.ts';

export interface Conclusion {
  /** What is said. */
  readonly says: string;
  readonly holds: boolean;
  /** What was seen. */
  readonly finding: string;
}

/** Throws when a finding is not what protocol demands: whether what is said holds is another matter. */
export function conclusions(visits: Visits): readonly Conclusion[] {
  const { full12, byId, full12Ticket, byTicket, full13, byPsk, early } = visits;
  return [
    firstSession(full12),
    sameId(full12, byId),
    abbreviated(full12, byId),
    newKeys(full12, byId),
    askedForTicket(full12Ticket),
    ticketBeforeFinished(full12Ticket),
    oneOffId(full12Ticket, byTicket),
    nothingKept(full12, byTicket),
    anotherConnection(full12, byId),
    oneWay(full13, byPsk),
    noRoundTrip(early),
  ];
}

function firstSession(full: Visit): Conclusion {
  const [asked, given] = [helloOf(full).legacySessionId, answerOf(full).legacySessionIdEcho];
  ensure(asked.length === 0 && given.length === 32, 'a new session gets its ID from the server');
  return seen('A new client sends an empty session ID, and the server gives it one', `32 bytes: ${hex(given)}`);
}

function sameId(full: Visit, again: Visit): Conclusion {
  const ids = [answerOf(full).legacySessionIdEcho, helloOf(again).legacySessionId, answerOf(again).legacySessionIdEcho];
  ensure(new Set(ids.map(hex)).size === 1, 'the same session ID is offered and confirmed');
  return seen('It comes back with this ID, and the server confirms by repeating it', 'all three are the same');
}

function abbreviated(full: Visit, again: Visit): Conclusion {
  const gone = namesOf(full).filter((name) => !namesOf(again).includes(name));
  ensure(gone.includes('Certificate') && gone.includes('ClientKeyExchange'), 'no certificate and no key travels');
  ensure(again.signatures === 0 && full.signatures === 1, 'a resumption costs no signature');
  return seen('No certificate and no key travels, which spares the CPU', `no ${gone.join(', ')}`);
}

function newKeys(full: Visit, again: Visit): Conclusion {
  ensure(full.keyingMaterial !== again.keyingMaterial, 'each connection has keys of its own');
  return {
    says: 'The keys of the first connection are used again',
    holds: false,
    finding: 'the master secret is; fresh randoms make other keys of it',
  };
}

function askedForTicket(full: Visit): Conclusion {
  const [asked, answered] = [helloOf(full).extensions?.session_ticket, answerOf(full).extensions?.session_ticket];
  ensure(asked?.length === 0 && answered?.length === 0, 'both sides say that they know tickets');
  return seen('Client and server say with an empty extension that they know tickets', 'session_ticket, 0 bytes, twice');
}

function ticketBeforeFinished(full: Visit): Conclusion {
  const names = namesOf(full).filter((name) => name === 'NewSessionTicket' || name === 'Finished');
  ensure(names.join() === 'Finished,NewSessionTicket,Finished', 'the ticket comes before the server is finished');
  ensure(answerOf(full).legacySessionIdEcho.length === 0, 'who gets a ticket gets no session ID');
  return seen('The ticket comes before the server’s Finished, and there is no session ID', 'as RFC 5077 §3.1 draws it');
}

function oneOffId(full: Visit, again: Visit): Conclusion {
  const { extensions, legacySessionId: made } = helloOf(again);
  ensure(
    (extensions?.session_ticket?.length ?? 0) > 0 && made.length > 0,
    'the ticket comes with an ID made up for once',
  );
  ensure(hex(made) === hex(answerOf(again).legacySessionIdEcho), 'the server repeats it to say yes');
  ensure(again.signatures < full.signatures, 'a resumption costs no signature');
  const length = extensions?.session_ticket?.length ?? 0;
  return seen('The client sends the ticket and a session ID for once; its echo says yes', `${length} bytes of ticket`);
}

function nothingKept(stateful: Visit, stateless: Visit): Conclusion {
  ensure(stateful.kept > 0 && stateless.kept === 0, 'with tickets the server keeps nothing');
  return seen(
    'With tickets the server keeps nothing',
    `${stateful.kept} bytes for the client with an ID, 0 with a ticket`,
  );
}

function anotherConnection(full: Visit, again: Visit): Conclusion {
  ensure(full.port !== again.port, 'a resumption is another TCP connection');
  return seen(
    'Resumption is no renegotiation: it is another TCP connection',
    `from port ${full.port}, then ${again.port}`,
  );
}

function oneWay(full: Visit, again: Visit): Conclusion {
  const psk = helloOf(again).extensions?.pre_shared_key;
  ensure(psk !== undefined && again.info.group !== undefined, 'TLS 1.3 resumes with a key and a fresh exchange');
  const saved = full.bytes - again.bytes;
  return seen(
    'TLS 1.3 has one way for both: a ticket names a key, and shares are fresh',
    `${saved.toLocaleString('en')} bytes and a signature fewer; no round trip, for there was but one`,
  );
}

function noRoundTrip(early: Visit): Conclusion {
  ensure(early.roundTrips === 0, 'early data does not wait');
  return seen(
    'With early data the client does not wait at all',
    'whoever listens can send it again: servers remember tickets',
  );
}

const seen = (says: string, finding: string): Conclusion => ({ says, holds: true, finding });

const helloOf = (visit: Visit): ClientHello =>
  bodyOf(visit, 'ClientHello', (bytes) => decode(messages13.ClientHello.body, bytes));
const answerOf = (visit: Visit): ServerHello =>
  bodyOf(visit, 'ServerHello', (bytes) => decode(messagesClassic.ServerHello.body, bytes));

function bodyOf<T>({ ladder }: Visit, name: string, read: (bytes: Uint8Array) => T): T {
  const found = ladder.find(({ client }) => client.name === name);
  ensure(found !== undefined, `there is a ${name}`);
  return read(found.client.bytes.subarray(headerLength));
}

const namesOf = ({ ladder }: Visit): readonly string[] => ladder.map(({ client }) => client.name);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const headerLength = 4;

type ClientHello = Message<typeof messages13, 'ClientHello'>['body'];
type ServerHello = Message<typeof messagesClassic, 'ServerHello'>['body'];
