/** The witness must not be fooled by how a ServerHello is cut into records and chunks. */

import { describe, expect, it } from 'vitest';
import { helloReader } from './hello-reader.ts';

const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
const supportedVersions = '002b00020304';

function hello(random: string, suite: string, extensions: string): string {
  const body = `0303${random}20${'ab'.repeat(32)}${suite}00${length16(extensions)}${extensions}`;
  return `02${(body.length / 2).toString(16).padStart(6, '0')}${body}`;
}

function record(type: string, payload: string): string {
  return `${type}0303${length16(payload)}${payload}`;
}

function length16(hex: string): string {
  return (hex.length / 2).toString(16).padStart(4, '0');
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

const serverHello = hello('11'.repeat(32), '1303', `${supportedVersions}00330024001d0020${'22'.repeat(32)}`);
const retry = hello(retryRandom, '1303', `${supportedVersions}003300020018002c000400020102`);

describe('RFC 8446 §4.1.3: the witness', () => {
  it('reads version, suite and group of a ServerHello', () => {
    const reader = helloReader();
    reader.fromServer(bytes(record('16', serverHello)));
    expect(reader).toMatchObject({
      version: 'TLS 1.3',
      suite: 'TLS_CHACHA20_POLY1305_SHA256',
      group: 'x25519',
      retried: false,
      cookie: false,
    });
  });

  it('knows a HelloRetryRequest and its cookie, and reads the ServerHello after it', () => {
    const reader = helloReader();
    reader.fromServer(bytes(record('16', retry) + record('14', '01')));
    expect(reader).toMatchObject({ group: 'secp384r1', retried: true, cookie: true });
    reader.fromServer(bytes(record('16', serverHello) + record('17', '00'.repeat(40))));
    expect(reader).toMatchObject({ group: 'x25519', retried: true, cookie: true });
  });

  it('does not mind where records and chunks end', () => {
    const reader = helloReader();
    const stream = bytes(record('16', retry.slice(0, 20)) + record('16', retry.slice(20)) + record('16', serverHello));
    for (const byte of stream) reader.fromServer(Uint8Array.of(byte));
    expect(reader).toMatchObject({ group: 'x25519', retried: true });
  });

  it('says when an older version was chosen', () => {
    const reader = helloReader();
    reader.fromServer(bytes(record('16', hello('11'.repeat(32), 'c02f', ''))));
    expect(reader).toMatchObject({ version: 'TLS 1.2', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' });
    expect(reader.group).toBeUndefined();
  });

  it('stays silent on bytes that are no handshake', () => {
    const reader = helloReader();
    reader.fromServer(bytes(record('15', '0228')));
    expect(reader.version).toBeUndefined();
  });
});
