import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../src/base/bytes.ts';
import type { Endpoint } from '../../src/engine/testing/endpoint.ts';
import type { GroupName } from '../../src/registry/groups.ts';
import { type Recorded, recordedClient, recordedServer } from './recorded-flows.ts';
import { certificate, present, recordedKey, replaying, sentCertificate, transcript } from './transcripts.ts';

const header = 5;

interface Trace {
  readonly section: string;
  readonly name: string;
  /** How many values of 32 bytes the client draws before its private keys, and for which groups those are. */
  readonly clientRandoms: number;
  readonly clientKeys: readonly GroupName[];
  readonly serverKey: GroupName;
  readonly retried?: boolean;
  readonly authenticated?: boolean;
  /** What our server would say in other words. */
  readonly substituted: readonly (keyof Recorded)[];
}

const traces: readonly Trace[] = [
  {
    section: '§3',
    name: 'Simple_1RTT_Handshake',
    clientRandoms: 1,
    clientKeys: ['x25519'],
    serverKey: 'x25519',
    substituted: ['EncryptedExtensions'],
  },
  {
    section: '§5',
    name: 'HelloRetryRequest_Handshake',
    clientRandoms: 1,
    clientKeys: ['x25519', 'secp256r1'],
    serverKey: 'secp256r1',
    retried: true,
    substituted: ['HelloRetryRequest', 'EncryptedExtensions'],
  },
  {
    section: '§6',
    name: 'Client_Authentication_Handshake',
    clientRandoms: 1,
    clientKeys: ['x25519'],
    serverKey: 'x25519',
    authenticated: true,
    substituted: ['EncryptedExtensions', 'CertificateRequest'],
  },
  {
    section: '§7',
    name: 'Middlebox_Compatibility_Mode',
    clientRandoms: 2,
    clientKeys: ['x25519'],
    serverKey: 'x25519',
    substituted: ['EncryptedExtensions'],
  },
];

/** The 32-byte values of a random pool. */
const drawn = (pool: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.floor(pool.length / 32) }, (_, i) => pool.subarray(32 * i, 32 * i + 32));

const same = (actual: Uint8Array, expected: Uint8Array): void => expect(toHex(actual)).toBe(toHex(expected));

for (const trace of traces) {
  const field = transcript(trace.name);
  const hello = (): Uint8Array => field('Record_ClientHello_1').subarray(header);
  const secondHello = (): Uint8Array => field('Record_ClientHello_2').subarray(header);

  const client = (): Endpoint => {
    const pool = drawn(field('Client_RNG_Pool'));
    const keys = trace.clientKeys.map((group, i) => [group, pool[trace.clientRandoms + i]]);
    const ours = trace.authenticated ? certificate('client_certificate') : undefined;
    return recordedClient(
      {
        crypto: replaying([], Object.fromEntries(keys)),
        groups: ['x25519', 'secp256r1', 'secp384r1'],
        keyShares: ['x25519'],
        recordSizeLimit: 2 ** 14 + 1,
        middleboxCompatibility: trace.clientRandoms === 2,
        insecureAcceptAnyCertificate: true,
        credentials: ours && [
          { chain: [ours], key: recordedKey(ours, field('Client_MessageToSign'), field('Client_MessageSignature')) },
        ],
      },
      hello(),
      trace.retried ? { ClientHello: secondHello() } : {},
    );
  };

  const server = (): Endpoint => {
    const [random = new Uint8Array(0), key = new Uint8Array(0)] = drawn(field('Server_RNG_Pool'));
    const theirs = sentCertificate(field('Message_Server_Certificate'));
    const recorded: Recorded = {
      EncryptedExtensions: field('Message_EncryptedExtensions'),
      ...(trace.retried && { HelloRetryRequest: field('Record_HelloRetryRequest').subarray(header) }),
      ...(trace.authenticated && { CertificateRequest: field('Message_CertificateRequest') }),
    };
    const cookie = field('HelloRetryRequest_Cookie');
    return recordedServer(
      {
        crypto: replaying(trace.retried ? [cookie, random] : [random], { [trace.serverKey]: key }),
        groups: [trace.serverKey],
        middleboxCompatibility: trace.clientRandoms === 2,
        retryCookie: trace.retried,
        recordSizeLimit: 2 ** 14 + 1,
        clientAuthentication: trace.authenticated ? 'require' : 'none',
        insecureAcceptAnyCertificate: true,
        credentials: [
          {
            chain: [theirs],
            key: recordedKey(theirs, field('Server_MessageToSign'), field('Server_MessageSignature')),
          },
        ],
      },
      recorded,
    );
  };

  describe.skipIf(!present)(
    `RFC 8448 ${trace.section}: ${trace.name}${present ? '' : ' (absent: set HANDFAST_VECTORS)'}`,
    () => {
      test(`[A24${trace.authenticated ? ', C24' : ', C23'}, C36] our client, given the recorded ClientHello, sends every other byte of the client's side`, () => {
        const subject = client();
        same(subject.send(), field('Record_ClientHello_1'));
        if (trace.retried) {
          subject.receive(field('Record_HelloRetryRequest'));
          same(subject.send(), field('Record_ClientHello_2'));
        }
        subject.receive(concat(field('Record_ServerHello'), field('Record_ServerHandshakeMessages')));
        same(subject.send(), field('Record_ClientFinished'));
        subject.receive(field('Record_NewSessionTicket'));
        if (field('Client_AppData').length > 0) {
          subject.use((connection) => connection.write(field('Client_AppData')));
          same(subject.send(), field('Record_Client_AppData'));
          subject.receive(field('Record_Server_AppData'));
          same(subject.data, field('Server_AppData'));
        }
        subject.use((connection) => connection.close());
        same(subject.send(), field('Record_Client_CloseNotify'));
        subject.receive(field('Record_Server_CloseNotify'));
        expect(subject.error).toBeUndefined();
        expect(subject.over).toBe(true);
      });

      test(`[A24${trace.clientRandoms === 2 ? ', C37' : ''}, C04] our server, with the recorded ${trace.substituted.join(' and ')}, sends every byte of the server's handshake`, () => {
        const subject = server();
        subject.receive(field('Record_ClientHello_1'));
        if (trace.retried) {
          same(subject.send(), field('Record_HelloRetryRequest'));
          subject.receive(field('Record_ClientHello_2'));
        }
        same(subject.send(), concat(field('Record_ServerHello'), field('Record_ServerHandshakeMessages')));
        subject.receive(field('Record_ClientFinished'));
        expect(subject.info?.retried).toBe(trace.retried ?? false);
        subject.receive(field('Record_Client_AppData'));
        same(subject.data, field('Client_AppData'));
        subject.receive(field('Record_Client_CloseNotify'));
        expect(subject.outputs.at(-1)?.type).toBe('end');
        // The first trace has a NewSessionTicket in between, which we do not send: see the records below.
        if (field('Record_NewSessionTicket').length > 0) return;
        subject.use((connection) => connection.close());
        same(subject.send(), field('Record_Server_CloseNotify'));
        expect(subject.outputs.at(-1)?.type).toBe('closed');
      });
    },
  );
}
