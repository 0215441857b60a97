import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../src/base/bytes.ts';
import type { Secret } from '../../src/base/secret.ts';
import type { KeyExchange } from '../../src/crypto/provider.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { protectionOf } from '../../src/record/protection.ts';
import type { RecordProtector } from '../../src/record/protector.ts';
import { suiteNamed } from '../../src/registry/cipher-suites.ts';
import type { GroupName } from '../../src/registry/groups.ts';
import { hkdf } from '../../src/schedule/hkdf.ts';
import * as schedule from '../../src/schedule/tls13.ts';
import { Transcript } from '../../src/schedule/transcript.ts';
import { decode } from '../../src/wire/codec.ts';
import { handshakeHeader } from '../../src/wire/handshake.ts';
import { ServerHello } from '../../src/wire/messages/server-hello.ts';
import { present, replaying, transcript } from './transcripts.ts';

const header = 5;
const suite = suiteNamed('TLS_AES_128_GCM_SHA256');
const sha256 = hkdf(nodeProvider, suite.hash);
const same = (actual: Uint8Array, expected: Uint8Array): void => expect(toHex(actual)).toBe(toHex(expected));
const protector = (secret: Secret): RecordProtector =>
  protectionOf(nodeProvider, suite, secret, Number.POSITIVE_INFINITY);

/** The record with this sequence number, opened. */
function opened(from: RecordProtector, sequence: number, record: Uint8Array): { type: number; data: Uint8Array } {
  return from.open(sequence, record.subarray(0, header), record.subarray(header)) as { type: number; data: Uint8Array };
}

/** A whole record with this content. */
function sealed(by: RecordProtector, sequence: number, type: number, data: Uint8Array): Uint8Array {
  const output = new Uint8Array(by.sealedLength(data.length, 0));
  void by.seal(sequence, { type, data }, 0, output);
  return output;
}

/** All that follows from the messages of a transcript and the server's private key. */
function derive(name: string, group: GroupName) {
  const field = transcript(name);
  const messages = new Transcript(nodeProvider);
  messages.add(field('Record_ClientHello_1').subarray(header));
  const retry = field('Record_HelloRetryRequest');
  if (retry.length > 0) {
    messages.restart(suite.hash);
    messages.add(retry.subarray(header));
    messages.add(field('Record_ClientHello_2').subarray(header));
  }
  messages.add(field('Message_ServerHello'));
  messages.start(suite.hash);
  const share = decode(ServerHello, field('Message_ServerHello').subarray(handshakeHeader)).extensions?.key_share;
  const offset = retry.length > 0 || name.startsWith('Middlebox') ? 64 : 32;
  const key = field('Client_RNG_Pool').slice(offset, offset + 32);
  const exchange = replaying([], { [group]: key }).keyExchange(group) as KeyExchange;
  const offer = exchange.offer() as { complete(answer: Uint8Array): Uint8Array };
  const secret = schedule.handshakeSecret(
    sha256,
    schedule.earlySecret(sha256),
    offer.complete(share?.keyExchange ?? key),
  );
  return { field, messages, secret };
}

describe.skipIf(!present)(`RFC 8448${present ? '' : ' (absent: set HANDFAST_VECTORS)'}`, () => {
  for (const [name, group] of [
    ['Simple_1RTT_Handshake', 'x25519'],
    ['HelloRetryRequest_Handshake', 'secp256r1'],
    ['Client_Authentication_Handshake', 'x25519'],
    ['Middlebox_Compatibility_Mode', 'x25519'],
  ] as const) {
    test(`[D11] RFC 8446 §7.1: ${name} has our secrets, MACs and record keys at every step`, () => {
      const { field, messages, secret } = derive(name, group);
      const hellos = messages.digest();
      const server = schedule.serverHandshakeTrafficSecret(sha256, secret, hellos);
      const client = schedule.clientHandshakeTrafficSecret(sha256, secret, hellos);
      const flight = [
        'EncryptedExtensions',
        'CertificateRequest',
        'Server_Certificate',
        'Server_CertificateVerify',
      ].map((message) => field(`Message_${message}`));
      for (const message of flight) messages.add(message);
      const finished = concat(Uint8Array.of(20, 0, 0, 32), schedule.verifyData(sha256, server, messages.digest()));
      same(finished, field('Message_Server_Finished'));
      const changeCipherSpec = name.startsWith('Middlebox') ? 6 : 0;
      const record = sealed(protector(server), 0, 22, concat(...flight, finished));
      same(record, field('Record_ServerHandshakeMessages').subarray(changeCipherSpec));

      messages.add(finished);
      const throughServer = messages.digest();
      const { type, data } = opened(protector(client), 0, field('Record_ClientFinished').subarray(changeCipherSpec));
      expect(type).toBe(22);
      const before = data.subarray(0, -36);
      if (before.length > 0) messages.add(before);
      same(data.subarray(-32), schedule.verifyData(sha256, client, messages.digest()));

      const master = schedule.masterSecret(sha256, secret);
      const fromClient = protector(schedule.clientApplicationTrafficSecret(sha256, master, throughServer));
      const fromServer = protector(schedule.serverApplicationTrafficSecret(sha256, master, throughServer));
      const closing = Uint8Array.of(1, 0);
      const lines = name.startsWith('Simple') ? 1 : 0;
      same(sealed(fromClient, lines, 21, closing), field('Record_Client_CloseNotify'));
      same(sealed(fromServer, 2 * lines, 21, closing), field('Record_Server_CloseNotify'));
      if (lines === 0) return;
      same(sealed(fromClient, 0, 23, field('Client_AppData')), field('Record_Client_AppData'));
      same(sealed(fromServer, 1, 23, field('Server_AppData')), field('Record_Server_AppData'));
    });
  }

  test('[D12] RFC 8446 §4.6.1: the resumption master secret of the first trace makes the key that the second one resumes with', () => {
    const { field, messages, secret } = derive('Simple_1RTT_Handshake', 'x25519');
    const client = schedule.clientHandshakeTrafficSecret(sha256, secret, messages.digest());
    for (const message of [
      'EncryptedExtensions',
      'Server_Certificate',
      'Server_CertificateVerify',
      'Server_Finished',
    ]) {
      messages.add(field(`Message_${message}`));
    }
    const master = schedule.masterSecret(sha256, secret);
    const application = schedule.serverApplicationTrafficSecret(sha256, master, messages.digest());
    messages.add(opened(protector(client), 0, field('Record_ClientFinished')).data);
    const resumption = schedule.resumptionMasterSecret(sha256, master, messages.digest());
    const ticket = opened(protector(application), 0, field('Record_NewSessionTicket')).data;
    const nonce = ticket.subarray(13, 15);
    const psk = sha256.expandLabel(resumption, 'resumption', nonce, 32);
    expect(toHex(transcript('Resumed_0RTT_Handshake')('Client_SessionData'))).toContain(toHex(psk));
  });
});
