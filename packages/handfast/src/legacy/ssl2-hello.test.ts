import { describe, expect, test } from 'vitest';
import { concat, fromHex, utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { clientConfig } from '../engine/client-config.ts';
import { observed } from '../engine/config.ts';
import { Connection } from '../engine/connection.ts';
import { Endpoint } from '../engine/testing/endpoint.ts';
import { credential, now, trust } from '../engine/testing/fixtures.ts';
import { pump, serverEnd } from '../engine/testing/pair.ts';
import { clientHandshake } from '../handshake/hello/client.ts';
import type { HandshakeIo } from '../handshake/io.ts';
import { nodeProvider } from '../providers/node/index.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { legacy } from './legacy.ts';
import { translateSsl2Hello } from './ssl2-hello.ts';

const cipherSuites = ['TLS_RSA_WITH_AES_128_CBC_SHA'] as const;
const plug = (ssl2ClientHello: boolean) => legacy({ versions: ['TLS 1.0'], cipherSuites, ssl2ClientHello });
const credentials = [await credential({ kind: 'RSA' })];
const two = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** The message of SSL 2.0 that offers the same, without the header of its record. */
const oldForm = ({ legacyVersion, random, cipherSuites: suites }: ClientHello): Uint8Array =>
  concat(
    Uint8Array.of(1),
    two(legacyVersion),
    two(3 * (suites.length + 2)),
    two(0),
    two(random.length),
    // A suite of SSL 2.0 itself, and the signal that we know secure renegotiation.
    fromHex('010080'),
    fromHex('0000ff'),
    ...suites.map((suite) => concat(Uint8Array.of(0), two(suite))),
    random,
  );

/** A client that says its first word in the old form, and remembers it so. */
function oldClient(): Endpoint {
  const config = clientConfig({ crypto: nodeProvider, trust, versions: [], cipherSuites: [], legacy: plug(false) });
  let first: Uint8Array | undefined;
  const speaksOld = (io: HandshakeIo): HandshakeIo =>
    new Proxy(io, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'send') return typeof value === 'function' ? value.bind(target) : value;
        const send: HandshakeIo['send'] = (dialect, message, body) => {
          if (message !== 'ClientHello') return target.send(dialect, message, body);
          first = oldForm(body as ClientHello);
          target.transcript.add(first);
        };
        return send;
      },
    });
  const purpose = { serverName: 'server.test', origin: '', earlyData: undefined };
  const client = new Endpoint(
    (observer) =>
      new Connection('client', observed(config, observer), now, (io) =>
        clientHandshake(speaksOld(io), config, purpose),
      ),
  );
  const { send } = client;
  client.send = () => {
    const said = first === undefined ? new Uint8Array(0) : concat(two(0x8000 + first.length), first);
    first = undefined;
    return concat(said, send.call(client));
  };
  return client;
}

const oldServer = (ssl2ClientHello: boolean): Endpoint =>
  serverEnd({ credentials, versions: [], cipherSuites: [], legacy: plug(ssl2ClientHello) });

describe('[A09, A10] RFC 5246 §E.2: a ClientHello in the form of SSL 2.0', () => {
  test('is understood by a server that is told to, and the handshake is finished over its bytes', async () => {
    const both = { client: oldClient(), server: oldServer(true) };
    await pump(both);
    expect(both.client.error ?? both.server.error).toBeUndefined();
    expect(both.client.info).toMatchObject({ version: 'TLS 1.0', cipherSuite: cipherSuites[0] });
    both.client.use((connection) => connection.write(utf8('hello')));
    await pump(both);
    expect(both.server.data).toEqual(utf8('hello'));
  });

  test('may come in pieces', async () => {
    const both = { client: oldClient(), server: oldServer(true) };
    for (const byte of both.client.send()) both.server.receive(Uint8Array.of(byte));
    await pump(both);
    expect(both.server.info?.version).toBe('TLS 1.0');
  });

  test('[A08] is refused with protocol_version by every other server', async () => {
    for (const server of [oldServer(false), serverEnd()]) {
      const both = { client: oldClient(), server };
      await pump(both);
      expect((server.error as ProtocolError).code).toBe('ssl2_hello');
      expect(both.client.error?.message).toContain('protocol_version');
    }
  });

  test('does not hinder clients that begin with a record', async () => {
    const client = new Endpoint((observer) => {
      const options = { crypto: nodeProvider, trust, versions: [], cipherSuites: [], legacy: plug(false) } as const;
      const config = clientConfig(options);
      const purpose = { serverName: 'server.test', origin: '', earlyData: undefined };
      return new Connection('client', observed(config, observer), now, (io) => clientHandshake(io, config, purpose));
    });
    const both = { client, server: oldServer(true) };
    await pump(both);
    expect(both.server.info?.version).toBe('TLS 1.0');
  });
});

const body = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', ''));
const challenge = '00112233445566778899aabbccddeeff';

test.each([
  ['ssl2_hello', 'a version of 2.0', `01 0002 0003 0000 0010 010080 ${challenge}`],
  ['bad_length', 'suites that are no multiple of three bytes', `01 0301 0004 0000 0010 00002f00 ${challenge}`],
  ['bad_length', 'a challenge that is too short', '01 0301 0003 0000 000f 00002f 00112233445566778899aabbccddee'],
  ['truncated', 'a challenge that ends early', `01 0301 0003 0000 0011 00002f ${challenge}`],
  ['trailing_bytes', 'bytes behind the challenge', `01 0301 0003 0000 0010 00002f ${challenge}00`],
])('RFC 5246 §E.2: a translation refuses (%s) %s', (code, _what, hex) => {
  const refuse = () => translateSsl2Hello(body(hex));
  expect(refuse).toThrow(ProtocolError);
  expect(refuse).toThrow(expect.objectContaining({ code }));
});

test('RFC 5246 §E.2: of a challenge that is longer than a random the beginning counts', () => {
  const random = `${challenge}${challenge}`;
  const translated = translateSsl2Hello(body(`01 0301 0003 0000 0021 00002f ${random}ff`));
  expect(translated.subarray(6, 38)).toEqual(fromHex(random));
});
