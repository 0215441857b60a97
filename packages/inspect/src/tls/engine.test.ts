import { compose } from 'handfast/crypto';
import { legacy } from 'handfast/legacy';
import { certificateCompression } from 'handfast/node';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import { type SuiteName } from 'handfast/registry';
import { MemoryReplayGuard, MemoryStore, TicketKeyRing } from 'handfast/session';
import { TrustAnchors } from 'handfast/x509';
import { expect, test } from 'vitest';
import { utf8 } from './bytes.ts';
import {
  chat,
  clientCredential,
  converse,
  now,
  rsaCredential,
  type Spoken,
  serverCredential,
  trust,
  type Wishes,
} from './testing/conversation.ts';
import { dissect, dissectOne, type Heard } from './testing/tape.ts';

const read = ({ tape, keyLog }: Spoken): Heard => dissectOne(tape, { secrets: { keyLog }, anchors: trust });
const wrong = ({ report }: Heard) => report.checks.filter(({ result }) => result !== 'verified');

/** What both sides received is what the dissector read, and everything that was checked is right. */
function expectRead(spoken: Spoken, heard = read(spoken)): Heard {
  expect(heard.plaintext).toEqual(spoken.received);
  expect(heard.report.records).toMatchObject({ failed: 0, withoutKey: 0 });
  expect(wrong(heard)).toEqual([]);
  return heard;
}

const say = (wishes: Wishes = {}): Spoken => converse({ act: chat, ...wishes });

const suites: readonly SuiteName[] = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
];

test.each(suites)('RFC 8446 §2: a handshake with %s is opened, proved and explained [C04] [G05]', (suite) => {
  const spoken = say({ client: { cipherSuites: [suite] } });
  const { report, items } = expectRead(spoken);
  expect(report.checks.map(({ what }) => what)).toEqual([
    'server CertificateVerify',
    'server Finished',
    'client Finished',
    'server certificate chain',
  ]);
  expect(report).toMatchObject({
    version: 'TLS 1.3',
    outcome: 'established',
    serverName: 'server.test',
    roundTrips: 1,
    verdict: `established: TLS 1.3, ${suite}, closed by the client`,
  });
  expect(items.map(({ info }) => info)).toContain('Finished');
});

test('without keys the same records stay closed, and the connection counts as established', () => {
  const { tape } = say();
  const { report, plaintext, items } = dissectOne(tape);
  expect(plaintext.map(({ length }) => length)).toEqual([0, 0]);
  expect(report.records.withoutKey).toBeGreaterThan(4);
  expect(report.outcome).toBe('established');
  expect(new Set(items.map(({ info }) => info))).toContain('Application Data');
});

test('RFC 8446 §4.1.4: a HelloRetryRequest, and the transcript that it changes', () => {
  const spoken = say({
    client: { keyShares: ['secp384r1'], groups: ['x25519', 'secp384r1'] },
    server: { groups: ['x25519'] },
  });
  const { items, report } = expectRead(spoken);
  expect(items[1]?.info).toBe('Hello Retry Request');
  expect(report.roundTrips).toBe(2);
});

test('RFC 8446 §4.6.3: updated keys are followed in both directions', () => {
  const spoken = say({
    act(client, server, exchange) {
      for (const side of [client, server, client]) {
        side.updateKeys(true);
        exchange();
        client.write(utf8('more'));
        server.write(utf8('and more'));
        exchange();
      }
      chat(client, server, exchange);
    },
  });
  const { items } = expectRead(spoken);
  expect(items.filter(({ info }) => info === 'Key Update').length).toBeGreaterThanOrEqual(2);
});

test('RFC 8446 §4.4.2: a client certificate and its proof', () => {
  const spoken = say({ client: { credentials: [clientCredential] }, server: { clientAuthentication: 'require' } });
  const { report } = expectRead(spoken);
  expect(report.checks.map(({ what }) => what)).toContain('client CertificateVerify');
  expect(report.certificates.client[0]).toContain('client.test');
});

test('RFC 8446 §4.6.2: authentication after the handshake', () => {
  const spoken = say({
    client: { credentials: [clientCredential], postHandshakeAuthentication: true },
    act(client, server, exchange) {
      server.requestClientCertificate();
      exchange();
      chat(client, server, exchange);
    },
  });
  const { report } = expectRead(spoken);
  expect(report.checks.map(({ what }) => what)).toContain('client CertificateVerify');
  expect(report.checks.filter(({ what }) => what === 'client Finished')).toHaveLength(2);
});

test('RFC 8446 §4.2.11: early data, accepted, in a connection that continues another', () => {
  const sessions = new MemoryStore();
  const ring = new TicketKeyRing({ crypto: nodeProvider });
  const server = { tickets: { sealer: ring }, earlyData: { most: 1000, guard: new MemoryReplayGuard() } };
  const wishes = { client: { sessions, versions: ['TLS 1.3'] as const }, server };
  const first = say(wishes);
  const second = say({ ...wishes, now: now + 1000, earlyData: utf8('early words') });
  const keyLog = `${first.keyLog}\n${second.keyLog}`;
  const heard = dissect([first.tape, second.tape], { secrets: { keyLog } });
  const [, again] = heard as [Heard, Heard];
  expect(again.plaintext).toEqual(second.received);
  expect(again.report.earlyData).toBe('accepted');
  expect(again.report.resumption).toEqual({ resumed: true, by: 'PSK', fromStream: 0 });
  expect(again.items.map(({ info }) => info)).toContain('End of Early Data');
  expect(wrong(again).map(({ what, result }) => [what, result])).toEqual([['binder 0', 'not checked']]);
});

test('RFC 8446 §4.2.10: early data that the server does not take is still read', () => {
  const sessions = new MemoryStore();
  const ring = new TicketKeyRing({ crypto: nodeProvider });
  const taking = { tickets: { sealer: ring }, earlyData: { most: 1000, guard: new MemoryReplayGuard() } };
  const client = { sessions, versions: ['TLS 1.3'] as const };
  const first = say({ client, server: taking });
  const second = say({
    client,
    server: { tickets: { sealer: ring } },
    now: now + 1000,
    earlyData: utf8('early words'),
  });
  const keyLog = `${first.keyLog}\n${second.keyLog}`;
  const [, again] = dissect([first.tape, second.tape], { secrets: { keyLog } }) as [Heard, Heard];
  expect(new TextDecoder().decode(again.plaintext[0])).toContain('early words');
  expect(again.report.earlyData).toBe('rejected');
  expect(again.report.outcome).toBe('resumed');
});

test('RFC 8446 §4.2.11.2: the binder of an external key is verified by that key', () => {
  const key = new Uint8Array(32).fill(0x42);
  const psks = [{ identity: 'device 7', key }];
  const spoken = say({ client: { psks, versions: ['TLS 1.3'] }, server: { psks, credentials: [serverCredential] } });
  const { report } = dissectOne(spoken.tape, { secrets: { keyLog: spoken.keyLog, psks: [key] } });
  expect(report.checks[0]).toMatchObject({ what: 'binder 0', result: 'verified' });
  const { report: other } = dissectOne(spoken.tape, { secrets: { psks: [new Uint8Array(32)] } });
  expect(other.checks[0]).toMatchObject({ what: 'binder 0', result: 'not checked' });
});

test('RFC 5077 §3.1: TLS 1.2, resumed by ticket; the master secret comes from the first connection [H11] [H16]', () => {
  const sessions = new MemoryStore();
  const server = { versions: ['TLS 1.2'] as const, tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) } };
  const [first, second] = [
    say({ client: { sessions }, server }),
    say({ client: { sessions }, server, now: now + 1000 }),
  ];
  const [one, two] = dissect([first.tape, second.tape], { secrets: { keyLog: first.keyLog }, anchors: trust }) as [
    Heard,
    Heard,
  ];
  expectRead(first, one);
  expectRead(second, two);
  expect(two.report.resumption).toEqual({ resumed: true, by: 'ticket', fromStream: 0 });
  expect(two.report.roundTrips).toBe(1);
});

test('RFC 5246 §7.4.1.3: TLS 1.2, resumed by session ID [H02] [H04]', () => {
  const sessions = new MemoryStore();
  const server = { versions: ['TLS 1.2'] as const, sessionCache: new MemoryStore() };
  const [first, second] = [
    say({ client: { sessions }, server }),
    say({ client: { sessions }, server, now: now + 1000 }),
  ];
  const keyLog = `${first.keyLog}\n${second.keyLog}`;
  const [, two] = dissect([first.tape, second.tape], { secrets: { keyLog } }) as [Heard, Heard];
  expectRead(second, two);
  expect(two.report.resumption).toEqual({ resumed: true, by: 'session id', fromStream: 0 });
});

test('RFC 5246 §7.4.8: a client certificate in TLS 1.2', () => {
  const server = { versions: ['TLS 1.2'] as const, clientAuthentication: 'require' as const };
  const { report } = expectRead(say({ client: { credentials: [clientCredential] }, server }));
  const whats = report.checks.map(({ what }) => what);
  expect(whats).toEqual(expect.arrayContaining(['ServerKeyExchange signature', 'client CertificateVerify']));
});

test('RFC 5746: a renegotiation, and what is said after it', () => {
  const options = { versions: ['TLS 1.2'] as const, renegotiation: 'secure' as const };
  const { report } = expectRead(
    say({
      client: options,
      server: options,
      act(client, server, exchange) {
        client.renegotiate();
        exchange();
        chat(client, server, exchange);
      },
    }),
  );
  expect(report.verdict).toContain('2 handshakes');
});

const old = [
  ['SSL 3.0', 'TLS_RSA_WITH_RC4_128_SHA'],
  ['SSL 3.0', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
  ['TLS 1.0', 'TLS_RSA_WITH_RC4_128_MD5'],
  ['TLS 1.0', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  ['TLS 1.1', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'],
] as const;

test.each(old)('%s with %s is opened and proved', (version, suite) => {
  const crypto = compose(nodeProvider, legacyProvider);
  const plug = legacy({ versions: [version], cipherSuites: [suite] });
  const options = { crypto, versions: [], cipherSuites: [], legacy: plug };
  const spoken = say({ client: options, server: { ...options, credentials: [rsaCredential] } });
  const heard = dissectOne(spoken.tape, { provider: crypto, secrets: { keyLog: spoken.keyLog } });
  expectRead(spoken, heard);
  expect(heard.report.version).toBe(version);
  expect(heard.report.warnings.map(({ code }) => code)).toContain('old_version');
});

test('RFC 8446 §4.4.2.4: a client that does not trust the root ends it with unknown_ca; hints say what to look at [G13]', () => {
  const spoken = say({ client: { trust: new TrustAnchors([]) } });
  const { report } = read(spoken);
  expect(report).toMatchObject({ outcome: 'refused', endedBy: 'client' });
  expect(report.hints.length).toBeGreaterThan(0);
  const blind = dissectOne(spoken.tape).report;
  expect(blind.verdict).toMatch(/most likely it did not accept the certificate/);
});

test('RFC 8446 §4.4.2.4: a server that wants a certificate says so after the client has finished, and refuses all the same', () => {
  const { report } = read(say({ server: { clientAuthentication: 'require' } }));
  expect(report).toMatchObject({ outcome: 'refused', endedBy: 'server', alert: 'certificate_required' });
  expect(report.verdict).toMatch(/^the server ended the handshake with the alert certificate_required: /);
});

test('RFC 8446 §4.2.1: no common version is told from the hellos', () => {
  const spoken = say({ client: { versions: ['TLS 1.2'] }, server: { versions: ['TLS 1.3'] } });
  const { report } = read(spoken);
  expect(report).toMatchObject({ outcome: 'refused', endedBy: 'server', alert: 'protocol_version' });
  expect(report.hints[0]).toBe('the client offers TLS 1.2 only: the server wants another version');
});

test('a flipped byte in a Finished record is noticed: nothing opens it', () => {
  let count = 0;
  const { tape, keyLog } = say();
  const changed = tape.map((portion) => {
    const bytes = portion.bytes.slice();
    if (portion.direction === 0 && ++count === 2) bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    return { ...portion, bytes };
  });
  const { report } = dissectOne(changed, { secrets: { keyLog } });
  expect(report.records.failed).toBeGreaterThan(0);
  expect(report.warnings.map(({ code }) => code)).toContain('records_unopened');
});

test('RFC 8446 §2, figure 1: the ladder, with its phases and its notation [C26]', () => {
  const plain = { versions: ['TLS 1.3' as const], middleboxCompatibility: false };
  const { report } = read(say({ client: plain, server: plain }));
  expect(report.ladder.map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
    'Client Hello ----> | Key Exchange',
    '+ key_share',
    '+ signature_algorithms',
    '<---- Server Hello | Key Exchange',
    '+ key_share',
    '<---- {Encrypted Extensions} | Server Params',
    '<---- {Certificate} | Auth',
    '<---- {Certificate Verify} | Auth',
    '<---- {Finished} | Auth',
    '{Finished} ----> | Auth',
    '[Application Data] ---->',
    '<---- [Application Data]',
    '[Alert: close_notify] ---->',
  ]);
});

test('RFC 5246 §7.3, figure 1: the ladder of a full handshake in which both show certificates [C22]', () => {
  const server = { versions: ['TLS 1.2'] as const, clientAuthentication: 'require' as const };
  const { report } = read(say({ client: { credentials: [clientCredential] }, server }));
  expect(report.ladder.map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
    'Client Hello ---->',
    '<---- Server Hello',
    '<---- Certificate',
    '<---- Server Key Exchange',
    '<---- Certificate Request',
    '<---- Server Hello Done',
    'Certificate ---->',
    'Client Key Exchange ---->',
    'Certificate Verify ---->',
    'Change Cipher Spec ---->',
    '{Finished} ---->',
    '<---- Change Cipher Spec',
    '<---- {Finished}',
    '[Application Data] ---->',
    '<---- [Application Data]',
    '[Alert: close_notify] ---->',
  ]);
});

test('RFC 8879 §4: a chain that was packed with zlib is unpacked, and what rests on it is proved', () => {
  const zlib = certificateCompression().filter(({ algorithm }) => algorithm === 'zlib');
  const spoken = say({ client: { certificateCompression: zlib }, server: { certificateCompression: zlib } });
  const { report, items } = expectRead(spoken);
  expect(items.map(({ info }) => info).join()).toContain('Compressed Certificate');
  expect(report.checks.map(({ what }) => what)).toContain('server certificate chain');
});

test('RFC 8446 §4.2.9: with psk_ke an external key opens everything, early data too', () => {
  const key = new Uint8Array(32).fill(0x42);
  const psks = [{ identity: 'device 7', key }];
  const options = { psks, pskModes: ['psk_ke'] as const, versions: ['TLS 1.3'] as const };
  const spoken = say({ client: options, server: options });
  const heard = dissectOne(spoken.tape, { secrets: { psks: [new Uint8Array(32), key] } });
  expectRead(spoken, heard);
  expect(heard.report.checks.map(({ what }) => what)).toEqual(['binder 0', 'server Finished', 'client Finished']);
});

test('RFC 6101 §5.6.8: a client certificate in SSL 3.0', () => {
  const crypto = compose(nodeProvider, legacyProvider);
  const plug = legacy({ versions: ['SSL 3.0'], cipherSuites: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'] });
  const options = { crypto, versions: [], cipherSuites: [], legacy: plug, credentials: [rsaCredential] };
  const insecure = { insecureAcceptAnyCertificate: true };
  const spoken = say({ client: options, server: { ...options, ...insecure, clientAuthentication: 'require' } });
  const heard = dissectOne(spoken.tape, { provider: crypto, secrets: { keyLog: spoken.keyLog } });
  expectRead(spoken, heard);
  expect(heard.report.checks.map(({ what }) => what)).toContain('client CertificateVerify');
});

test('RFC 3749 §2: what DEFLATE has packed is unpacked, record after record', () => {
  const plug = legacy({ versions: ['TLS 1.1'], cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA'], compression: true });
  const options = { versions: [], cipherSuites: [], legacy: plug };
  const spoken = converse({
    client: options,
    server: { ...options, credentials: [rsaCredential] },
    act(client, server, exchange) {
      for (let i = 0; i < 3; i++) {
        client.write(utf8('the same words again and again, '.repeat(20)));
        exchange();
      }
      server.write(utf8('enough'));
    },
  });
  const { report } = expectRead(spoken);
  expect(report.warnings.map(({ code }) => code)).toContain('compression');
});
