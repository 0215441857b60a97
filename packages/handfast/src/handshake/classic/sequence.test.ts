import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../base/failures.ts';
import type { ClassicName, ClassicPeer, Heard } from '../../engine/testing/classic-peer.ts';
import {
  type ClassicCase,
  type ClassicPlot,
  type ClassicScript,
  classicExtensions,
  classicStage,
  does,
  judgesClassic,
  sayClassic,
} from '../../engine/testing/classic-script.ts';
import { converse, expectEstablished, expectRefused } from '../../engine/testing/converse.ts';
import {
  after,
  before,
  hangUp,
  replaced,
  resized,
  type Step,
  swapped,
  twice,
  without,
} from '../../engine/testing/script.ts';
import { providers } from '../../engine/testing/subjects.ts';
import type { Role } from '../tls13/keys.ts';

const isMessage = (name: string): name is ClassicName => name !== 'ChangeCipherSpec';

/** The message has another length, and its header says so. ChangeCipherSpec has no header. */
function resizedBy(script: ClassicScript, name: string, by: number): ClassicScript {
  if (!isMessage(name))
    return replaced(
      script,
      name,
      does(name, (peer) => peer.changeCipherSpec(new Uint8Array(1 + by))),
    );
  const step = script.find((one) => one.name === name && one.does === 'say');
  const reshape = (peer: ClassicPeer): void => {
    const send = peer.sendMessages.bind(peer);
    peer.sendMessages = (bytes) => {
      peer.sendMessages = send;
      send(resized(bytes as Uint8Array, by));
    };
    (step as Extract<Step<ClassicPeer, Heard>, { does: 'say' }>).act(peer);
  };
  return replaced(script, name, { does: 'say', name, act: reshape });
}

const unknownMessage = does('an unknown message', (peer) => peer.sendMessages(Uint8Array.of(99, 0, 0, 0)));

/** What can happen to a message on its way into the conversation. */
const ways: Readonly<Record<string, (script: ClassicScript, name: string) => ClassicScript>> = {
  'is left out': without,
  'comes twice': twice,
  'changes places with the next': swapped,
  'is one byte short': (script, name) => resizedBy(script, name, -1),
  'is one byte long': (script, name) => resizedBy(script, name, 1),
  'follows an unknown message': (script, name) => before(script, name, unknownMessage),
};

/** A peer that falls silent in the middle is cut off by the transport. */
const silence = 'truncated_connection';
const wrong = 'unexpected_message';
const change = 'bad_change_cipher_spec';
type Row = readonly (FailureCode | undefined)[];

/** For each message, what each of the ways above ends in; `undefined` where the way means nothing. */
const refusals: Readonly<Record<Role, Readonly<Record<string, Row>>>> = {
  // What a client refuses.
  client: {
    ServerHello: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    Certificate: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    ServerKeyExchange: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    // Behind ServerHelloDone it finds a client that has answered already.
    CertificateRequest: [undefined, wrong, undefined, 'truncated', 'trailing_bytes', wrong],
    ServerHelloDone: [silence, wrong, change, undefined, 'trailing_bytes', wrong],
    ChangeCipherSpec: [wrong, change, wrong, change, change, wrong],
    Finished: [silence, wrong, undefined, 'bad_length', 'bad_length', wrong],
  },
  // What a server refuses.
  server: {
    ClientHello: [silence, wrong, undefined, 'truncated', 'trailing_bytes', wrong],
    Certificate: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    ClientKeyExchange: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    CertificateVerify: [change, wrong, change, 'truncated', 'trailing_bytes', wrong],
    ChangeCipherSpec: [wrong, change, wrong, change, change, wrong],
    Finished: [silence, wrong, undefined, 'bad_length', 'bad_length', wrong],
  },
};

const plots: Readonly<Record<string, ClassicPlot>> = {
  'a plain handshake': {},
  'a handshake with a client certificate': { authenticated: true },
};

/** Where the table is not the whole truth: without client authentication ChangeCipherSpec comes next. */
const plain: Readonly<Record<string, FailureCode | undefined>> = {
  'ClientKeyExchange is left out': change,
  'ClientKeyExchange changes places with the next': change,
};

for (const { answers, crypto } of providers) {
  for (const role of ['client', 'server'] as const) {
    for (const [tale, plot] of Object.entries(plots)) {
      describe(`RFC 5246 §7.3: a ${role} whose provider answers ${answers}, in ${tale},`, () => {
        const { script } = classicStage(role, plot);
        const said = script.filter((step) => step.does === 'say').map(({ name }) => name as string);

        test('finishes when nothing is wrong', async () => {
          const { subject, peer } = classicStage(role, plot, { crypto });
          await converse(subject, peer, script);
          expectEstablished(subject, peer);
        });

        test('has a row in the table for every message', () => {
          expect(Object.keys(refusals[role])).toEqual(expect.arrayContaining(said));
        });

        for (const name of said) {
          for (const [i, [way, broken]] of Object.entries(ways).entries()) {
            const what = `${name} ${way}`;
            const code = (plot.authenticated ? undefined : plain[what]) ?? refusals[role][name]?.[i];
            if (code === undefined) continue;
            test(`[C30] refuses when ${what} (${code})`, async () => {
              const { subject, peer } = classicStage(role, plot, { crypto });
              await converse(subject, peer, [...broken(script, name), hangUp]);
              expectRefused(subject, peer, code);
            });
          }
        }
      });
    }
  }
}

judgesClassic('client', 'heartbeats', [
  [
    'bad_content_type',
    '[B03] RFC 6520 §4: one after the handshake',
    (script) => [...script, does('a heartbeat', (peer) => peer.send(24, Uint8Array.of(1, 0, 0)))],
  ],
  ['unsolicited_extension', 'RFC 6520 §2: nobody asked for them', classicExtensions('ServerHello', { heartbeat: 1 })],
]);

judgesClassic('server', 'heartbeats', [
  [undefined, 'RFC 6520 §2: an offer of them does no harm', classicExtensions('ClientHello', { heartbeat: 1 })],
]);

const earlyChange = does('ChangeCipherSpec', (peer) => peer.changeCipherSpec());
const early = does('application data', (peer) => peer.send(23, Uint8Array.of(1, 2, 3)));

const atAnyTime = (role: Role, names: readonly string[]): readonly ClassicCase[] =>
  names.flatMap((name): readonly ClassicCase[] => [
    [change, `RFC 5246 §7.1: it comes early, before ${name}`, (script) => before(script, name, earlyChange)],
    ['unexpected_data', `RFC 5246 §7.3: application data come before ${name}`, (script) => before(script, name, early)],
    ...(role === 'server'
      ? []
      : [
          [
            undefined,
            `RFC 5246 §7.4.1.1: HelloRequest comes before ${name}`,
            (script) => before(script, name, unheard),
          ] as ClassicCase,
        ]),
  ]);

/** HelloRequest is no part of the transcript. */
const unheard = does('HelloRequest', (peer) => peer.send(22, Uint8Array.of(0, 0, 0, 0)));

judgesClassic('client', 'what comes at the wrong time', [
  ...atAnyTime('client', ['Certificate', 'ServerKeyExchange', 'ServerHelloDone']),
  [
    change,
    'RFC 5246 §7.1: it comes before ServerHello, which then says that TLS 1.2 is spoken',
    (script) => before(script, 'ServerHello', earlyChange),
    { client: { versions: ['TLS 1.2', 'TLS 1.3'] } },
  ],
  [
    'interleaved_handshake',
    'RFC 5246 §7.1: ChangeCipherSpec while part of a message waits',
    (script) =>
      before(
        script,
        'ChangeCipherSpec',
        does('half a message', (peer) => peer.send(22, Uint8Array.of(20, 0))),
      ),
  ],
  [
    'unexpected_data',
    'RFC 5246 §7.3: application data between ChangeCipherSpec and Finished',
    (script) => before(script, 'Finished', early),
  ],
  [
    'bad_content_type',
    'RFC 5246 §6: a record of an unknown type',
    (script) =>
      before(
        script,
        'Certificate',
        does('type 25', (peer) => peer.send(25, Uint8Array.of(1))),
      ),
  ],
  [
    'bad_record',
    'RFC 5246 §6.2.1: a protected record names another version',
    (script) =>
      replaced(
        script,
        'Finished',
        does('Finished', (peer) => peer.sendAs(0x0302, 22, Uint8Array.of(20, 0, 0, 12))),
      ),
  ],
  [
    undefined,
    'RFC 5246 §7.2: a warning that ends nothing',
    (script) =>
      before(
        script,
        'Certificate',
        does('warning', (peer) => peer.send(21, Uint8Array.of(1, 112))),
      ),
  ],
  [
    undefined,
    'RFC 5246 §7.2.2: an error that its sender calls a warning',
    (script) =>
      before(
        script,
        'Certificate',
        does('warning', (peer) => peer.send(21, Uint8Array.of(1, 10))),
      ),
  ],
  [
    'too_many_warnings',
    'RFC 5246 §7.2: warnings without end',
    (script) =>
      before(
        script,
        'Certificate',
        does('warnings', (peer) => {
          for (let i = 0; i < 10; i++) peer.send(21, Uint8Array.of(1, 112));
        }),
      ),
  ],
]);

judgesClassic('server', 'what comes at the wrong time', [
  ...atAnyTime('server', ['ClientKeyExchange']),
  [
    change,
    'RFC 5246 §7.1: ChangeCipherSpec before ClientHello',
    (script) => before(script, 'ClientHello', earlyChange),
  ],
  [
    'unexpected_data',
    'RFC 5246 §7.3: application data between ChangeCipherSpec and Finished',
    (script) => before(script, 'Finished', early),
  ],
]);

judgesClassic('client', 'what comes after the handshake', [
  [change, 'RFC 5246 §7.1: one more ChangeCipherSpec', (script) => after(script, 'Finished', earlyChange)],
  [
    'unexpected_message',
    'RFC 5246 §7.3: one more Finished',
    (script) => after(script, 'Finished', sayClassic('Finished')),
  ],
]);

test('[C29] [G11] RFC 5246 §7.2.2: a wish to negotiate again is refused politely, and data go on', async () => {
  for (const role of ['client', 'server'] as const) {
    const { subject, peer, script } = classicStage(role);
    const wish = sayClassic(role === 'client' ? 'HelloRequest' : 'ClientHello');
    const data = does('data', (one) => one.send(23, Uint8Array.of(7)));
    await converse(subject, peer, [...script, wish, data]);
    expect(peer.alerts).toEqual(['warning no_renegotiation']);
    expect(subject.error).toBeUndefined();
    expect(subject.data).toEqual(Uint8Array.of(7));
  }
});

test.each([
  ['by name', ['unrecognized_name'], 'unacceptable_warning'],
  ['with all others', 'all', 'unacceptable_warning'],
  ['but not with another', ['no_renegotiation'], undefined],
  ['unless nobody cares', undefined, undefined],
] as const)(
  '[G04] RFC 5246 §7.2.2: a caller may end a connection after a warning, %s',
  async (_how, unacceptableWarnings, code) => {
    for (const role of ['client', 'server'] as const) {
      const { subject, peer, script } = classicStage(role, {}, { [role]: { unacceptableWarnings } });
      const warning = does('warning', (one) => one.send(21, Uint8Array.of(1, 112)));
      await converse(subject, peer, [...script, warning]);
      if (code === undefined) expectEstablished(subject, peer);
      else expectRefused(subject, peer, code);
    }
  },
);
