import { concat, utf8 } from '../base/bytes.ts';
import { type Case, flipped, judges } from './testing/mistakes.ts';
import { plainRecord } from './testing/record-keys.ts';
import { act, after, andThen, before, data, type Mistake, replaced, type Script, usual } from './testing/script.ts';
import type { MessageName, ScriptedPeer } from './testing/scripted-peer.ts';

const limit = 2 ** 14;
const one = Uint8Array.of(1);
const none = new Uint8Array(0);
const content = (type: number, length: number): Uint8Array =>
  concat(new Uint8Array(length).fill(7), Uint8Array.of(type));

/** Once the handshake is finished, this follows. */
const later = (does: (peer: ScriptedPeer) => void): Mistake => andThen(act('later', does));
/** Instead of anything else, these bytes come first. */
const first =
  (bytes: Uint8Array): Mistake =>
  () => [act('first', (peer) => peer.sendBytes(bytes))];
/** A protected record with this inner plaintext. */
const inner = (bytes: Uint8Array): Mistake => later((peer) => peer.sendInner(bytes));
/** So many of them in a row. */
const times = (count: number, does: (peer: ScriptedPeer) => void): Mistake =>
  later((peer) => {
    for (let i = 0; i < count; i++) does(peer);
  });

const lengths: readonly Case[] = [
  [
    'record_overflow',
    '[B04] RFC 8446 §5.1: 2^14 + 1 bytes in the clear',
    first(plainRecord(22, new Uint8Array(limit + 1))),
  ],
  ['record_overflow', 'RFC 8446 §5.1: a header that announces 65,535 bytes', first(Uint8Array.of(22, 3, 1, 255, 255))],
  [
    'record_overflow',
    '[B04] RFC 8446 §5.2: 2^14 + 257 protected bytes',
    later((peer) => peer.sendBytes(plainRecord(23, new Uint8Array(limit + 257)))),
  ],
  [
    'bad_record',
    'RFC 8446 §5.2: 2^14 + 256 protected bytes that do not authenticate',
    later((peer) => peer.sendBytes(plainRecord(23, new Uint8Array(limit + 256)))),
  ],
  ['record_overflow', '[B04] RFC 8446 §5.2: 2^14 + 1 bytes under protection', inner(content(23, limit + 1))],
  [
    'record_overflow',
    'RFC 8446 §5.4: 2^14 bytes and a byte of padding',
    inner(concat(content(23, limit), Uint8Array.of(0))),
  ],
  [
    'bad_record',
    'RFC 8446 §5.2: a protected record shorter than its tag',
    later((peer) => peer.sendBytes(plainRecord(23, new Uint8Array(15)))),
  ],
  ['bad_record', 'RFC 8446 §5.2: an empty protected record', later((peer) => peer.sendBytes(plainRecord(23, none)))],
  [undefined, '[B04] RFC 8446 §5.2: 2^14 bytes under protection', inner(content(23, limit))],
  [undefined, '[B28] RFC 8446 §5.4: one byte padded to 2^14', inner(concat(content(23, 1), new Uint8Array(limit - 1)))],
  ['no_content_type', 'RFC 8446 §5.4: nothing but padding', inner(new Uint8Array(100))],
  ['no_content_type', 'RFC 8446 §5.4: an empty inner plaintext', inner(none)],
  ['empty_record', 'RFC 8446 §5.1: an empty handshake record in the clear', first(plainRecord(22, none))],
  ['empty_record', 'RFC 8446 §5.4: an empty handshake record under protection', inner(Uint8Array.of(22))],
  ['empty_record', 'RFC 8446 §5.4: an empty alert under protection', inner(Uint8Array.of(21, 0, 0))],
];

const types: readonly Case[] = [
  ['bad_content_type', '[B03] RFC 8446 §5: type 25, in the clear', first(plainRecord(25, one))],
  ['bad_content_type', '[B03] RFC 8446 §5: type 32, in the clear', first(plainRecord(32, one))],
  [
    'bad_content_type',
    '[B03] RFC 8446 §5: type 24 around a protected record',
    later((peer) => peer.sendInner(content(23, 1), 24)),
  ],
  [
    'bad_content_type',
    '[B26] RFC 8446 §5.2: handshake in the header of a protected record',
    later((peer) => peer.sendInner(content(22, 1), 22)),
  ],
  ['bad_content_type', '[B03] RFC 6520 §3: a heartbeat under protection', inner(content(24, 1))],
  ['bad_content_type', 'RFC 8446 §5: type 255 under protection', inner(content(255, 1))],
  [
    'ssl2_hello',
    '[A10] RFC 6176 §3: a hello of SSL 2.0',
    first(Uint8Array.of(0x80, 0x2e, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10, 1, 0, 0x80)),
  ],
  ['bad_content_type', 'RFC 8446 §5: a request of HTTP', first(utf8('GET / HTTP/1.1\r\nHost: server.test\r\n\r\n'))],
  ['bad_content_type', 'RFC 8446 §5: a greeting of SMTP', first(utf8('220 mail.test ESMTP\r\n'))],
  ['bad_content_type', 'RFC 8446 §5: a single byte that starts no record', first(Uint8Array.of(0))],
  ['bad_record_version', 'RFC 8446 §5.1: a version that is not 3.x', first(Uint8Array.of(22, 2, 0, 0, 1, 1))],
  [
    'bad_record_version',
    'RFC 8446 §5.2: a protected record that does not say 3.3',
    later((peer) => peer.sendInner(content(23, 1), 23, 0x0301)),
  ],
  ['unexpected_data', 'RFC 8446 §2: application data in the clear', first(plainRecord(23, one))],
  [undefined, '[A31] RFC 8446 §5.1: version 3.0 in the header of the hello', (script) => oddVersion(script, 0x0300)],
  [undefined, '[A31] RFC 8446 §5.1: version 3.255 in the header of the hello', (script) => oddVersion(script, 0x03ff)],
];

const order: readonly Case[] = [
  ['bad_record', '[B19, K19] RFC 8446 §5.3: a record that comes twice', later((peer) => twice(peer, content(23, 3)))],
  ['bad_record', '[B19] RFC 8446 §5.3: two records in the wrong order', later((peer) => crossed(peer))],
  ['bad_record', 'RFC 8446 §5.2: a record with one wrong bit', later((peer) => damaged(peer))],
  [
    'interleaved_handshake',
    '[B07] RFC 8446 §5.1: data inside a handshake message',
    later((peer) => inside(peer, 23, one)),
  ],
  [
    'interleaved_handshake',
    'RFC 8446 §5.1: an alert inside a handshake message',
    later((peer) => inside(peer, 21, Uint8Array.of(1, 0))),
  ],
  [
    'message_spans_key_change',
    'RFC 8446 §5.1: KeyUpdate and more in one record',
    later((peer) => peer.send(22, Uint8Array.of(24, 0, 0, 1, 0, 24, 0, 0, 1, 0))),
  ],
  [
    'message_spans_key_change',
    'RFC 8446 §5.1: KeyUpdate and one byte more in one record',
    later((peer) => peer.send(22, Uint8Array.of(24, 0, 0, 1, 0, 24))),
  ],
];

const changeCipherSpec = (bytes: Uint8Array) =>
  act('ChangeCipherSpec', (peer) => peer.sendBytes(plainRecord(20, bytes)));

const compatibility: readonly Case[] = [
  ['bad_change_cipher_spec', '[B23] RFC 8446 §5: it comes after the handshake', andThen(changeCipherSpec(one))],
  ['bad_change_cipher_spec', 'RFC 8446 §5: it is protected, after the handshake', inner(Uint8Array.of(1, 20))],
  [
    'bad_change_cipher_spec',
    'RFC 8446 §5: it is protected, during the handshake',
    (script) =>
      before(
        script,
        'Finished',
        act('protected', (peer) => peer.sendInner(Uint8Array.of(1, 20))),
      ),
  ],
  [
    'bad_change_cipher_spec',
    '[B23] RFC 8446 §5: it says 2',
    (script) => before(script, 'Finished', changeCipherSpec(Uint8Array.of(2))),
  ],
  [
    'bad_change_cipher_spec',
    '[B23] RFC 8446 §5: it has two bytes',
    (script) => before(script, 'Finished', changeCipherSpec(Uint8Array.of(1, 1))),
  ],
  [
    'bad_change_cipher_spec',
    'RFC 8446 §5: it is empty',
    (script) => before(script, 'Finished', changeCipherSpec(none)),
  ],
  [
    'interleaved_handshake',
    'RFC 8446 §5: it comes inside a handshake message',
    (script) =>
      before(
        script,
        'Finished',
        act('half', (peer) => peer.send(22, Uint8Array.of(20))),
        changeCipherSpec(one),
      ),
  ],
  [
    'too_many_empty_records',
    'RFC 8446 §5: it comes again and again',
    (script) => before(script, 'Finished', ...Array.from({ length: 33 }, () => changeCipherSpec(one))),
  ],
  [
    undefined,
    '[C37] RFC 8446 §5: it comes before Finished',
    (script) => before(script, 'Finished', changeCipherSpec(one)),
  ],
];

const floods: readonly Case[] = [
  ['too_many_empty_records', 'RFC 8446 §5.4: 33 empty records in a row', times(33, (peer) => peer.send(23, none))],
  [undefined, 'RFC 8446 §5.4: 32 empty records, data, and 32 again', later(emptyAndData)],
  ['too_many_warnings', 'RFC 8446 §6: five warnings in a row', times(5, (peer) => peer.send(21, Uint8Array.of(1, 90)))],
  [undefined, 'RFC 8446 §6: four warnings in a row', times(4, (peer) => peer.send(21, Uint8Array.of(1, 90)))],
  ['too_many_key_updates', 'RFC 8446 §4.6.3: 33 key updates without data', times(33, updateKey)],
  [undefined, 'RFC 8446 §4.6.3: 32 key updates, data, and 32 again', later(updatesAndData)],
  [
    'message_too_long',
    'RFC 8446 §4: a handshake message that announces 16 MiB',
    later((peer) => peer.send(22, Uint8Array.of(4, 255, 255, 255))),
  ],
];

const alerts: readonly Case[] = [
  ['bad_alert', '[G01] RFC 8446 §6: an alert of one byte', later((peer) => peer.send(21, one))],
  ['bad_alert', '[G01] RFC 8446 §6: an alert of three bytes', later((peer) => peer.send(21, Uint8Array.of(2, 40, 0)))],
  ['bad_alert', 'RFC 8446 §5.1: two alerts in one record', later((peer) => peer.send(21, Uint8Array.of(1, 90, 1, 90)))],
];

for (const role of ['client', 'server'] as const) {
  judges(role, 'the length of records', lengths);
  judges(role, 'the type and version of records', types);
  judges(role, 'the order of records', order);
  judges(role, 'ChangeCipherSpec', compatibility);
  judges(role, 'floods', floods);
  judges(role, 'the form of alerts', alerts);
}

judges('client', 'where messages lie in records', [
  [
    'message_spans_key_change',
    'RFC 8446 §5.1: ServerHello and the next byte in one record',
    (script) => replaced(script, 'ServerHello', joined('ServerHello', 8)),
  ],
  [
    'message_spans_key_change',
    'RFC 8446 §5.1: Finished and the next byte in one record',
    (script) => replaced(script, 'Finished', joined('Finished', 4)),
  ],
  [
    'excess_handshake_data',
    'RFC 8446 §4: HelloRetryRequest and the next byte in one record',
    (script) => replaced(script, 'HelloRetryRequest', joined('HelloRetryRequest', 2)),
    { retried: true },
  ],
  [undefined, '[B05] RFC 8446 §5.1: every byte in a record of its own', inSingleBytes],
  [
    undefined,
    '[C37] RFC 8446 Appendix D.4: ChangeCipherSpec after ServerHello',
    (script) => after(script, 'ServerHello', changeCipherSpec(one)),
  ],
]);

judges('server', 'where messages lie in records', [
  [
    'bad_change_cipher_spec',
    'RFC 8446 §5: ChangeCipherSpec before ClientHello',
    (script) => [changeCipherSpec(one), ...script],
  ],
  [
    'excess_handshake_data',
    'RFC 8446 §4: ClientHello and the next byte in one record',
    (script) => replaced(script, 'ClientHello', joined('ClientHello', 20)),
  ],
  [
    'message_spans_key_change',
    'RFC 8446 §5.1: Finished and the next byte in one record',
    (script) => replaced(script, 'Finished', joined('Finished', 24)),
  ],
  [undefined, '[B05] RFC 8446 §5.1: every byte in a record of its own', inSingleBytes],
  [
    undefined,
    '[C37] RFC 8446 Appendix D.4: ChangeCipherSpec after ClientHello',
    (script) => after(script, 'ClientHello', changeCipherSpec(one)),
  ],
]);

/** The first message's record says another version. */
function oddVersion(script: Script, version: number): Script {
  const name = script.some((step) => step.name === 'ClientHello' && step.does === 'say')
    ? 'ClientHello'
    : 'ServerHello';
  return replaced(
    script,
    name,
    act(name, (peer) => {
      const message = usual(peer, name);
      peer.add(message);
      peer.sendBytes(plainRecord(22, message, version));
    }),
  );
}

/** A message and the first byte of another in one record. */
function joined(name: MessageName, next: number) {
  return act(name, (peer) => {
    const message = usual(peer, name);
    peer.add(message);
    peer.send(22, concat(message, Uint8Array.of(next)));
  });
}

function inSingleBytes(script: Script): Script {
  return [act('single bytes', (peer) => Object.assign(peer, { fragment: 1 })), ...script, data(one)];
}

function inside(peer: ScriptedPeer, type: number, bytes: Uint8Array): void {
  peer.send(22, Uint8Array.of(24, 0));
  peer.send(type, bytes);
}

function twice(peer: ScriptedPeer, bytes: Uint8Array): void {
  const record = peer.seal(bytes);
  peer.sendBytes(concat(record, record));
}

function crossed(peer: ScriptedPeer): void {
  const earlier = peer.seal(content(23, 1));
  peer.sendBytes(concat(peer.seal(content(23, 2)), earlier));
}

function damaged(peer: ScriptedPeer): void {
  peer.sendBytes(flipped(peer.seal(content(23, 100))));
}

function emptyAndData(peer: ScriptedPeer): void {
  for (let i = 0; i < 64; i++) peer.send(23, i % 32 === 31 ? one : none);
}

function updateKey(peer: ScriptedPeer): void {
  peer.sendMessages(Uint8Array.of(24, 0, 0, 1, 0));
  peer.nextKeys('write');
}

function updatesAndData(peer: ScriptedPeer): void {
  for (let i = 0; i < 64; i++) {
    updateKey(peer);
    if (i % 32 === 31) peer.send(23, one);
  }
}
