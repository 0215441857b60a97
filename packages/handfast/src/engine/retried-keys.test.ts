import { expect, test } from 'vitest';
import { concat } from '../base/bytes.ts';
import { checkOfferedBefore, checkStillOffered } from '../handshake/tls13/retry-server.ts';
import { decode } from '../wire/codec.ts';
import { encodeMessage } from '../wire/handshake.ts';
import { ClientHello } from '../wire/messages/client-hello.ts';
import { messages13 } from '../wire/messages13.ts';
import { Returning } from './testing/returning.ts';

const identity = (value: number) => ({ identity: Uint8Array.of(value), obfuscatedTicketAge: 0 });

/** A hello with these keys, each with a binder. */
const offering = (...values: number[]): Pick<ClientHello, 'extensions'> => ({
  extensions: {
    pre_shared_key: { identities: values.map(identity), binders: values.map(() => new Uint8Array(32)) },
  },
});

const key = Uint8Array.of(7);

test('RFC 8446 §4.1.2: a second ClientHello still offers the key that fits, and brings no new one', () => {
  expect(() => checkStillOffered(key, offering(8, 7))).not.toThrow();
  expect(() => checkStillOffered(key, offering(8))).toThrow(expect.objectContaining({ code: 'bad_retry' }));
  expect(() => checkStillOffered(key, { extensions: {} })).toThrow(
    expect.objectContaining({ code: 'missing_extension' }),
  );
  expect(() => checkOfferedBefore(key, offering(7))).not.toThrow();
  for (const first of [offering(8), { extensions: {} }, { extensions: undefined }])
    expect(() => checkOfferedBefore(key, first)).toThrow(expect.objectContaining({ code: 'bad_retry' }));
});

test('RFC 8446 §4.1.2: missing_extension ends a handshake whose second ClientHello goes without its ticket', async () => {
  const returning = new Returning({
    client: { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'], middleboxCompatibility: false },
    server: { groups: ['secp256r1'] },
  });
  await returning.visit();
  let hellos = 0;
  const { client, server } = await returning.visit({
    wire: (bytes, from) => (from === 'client' && bytes[5] === 1 && ++hellos === 2 ? withoutKeys(bytes) : bytes),
  });
  expect(server.error).toMatchObject({ code: 'missing_extension', details: { extension: 'pre_shared_key' } });
  expect(client.error).toMatchObject({ alert: 'missing_extension' });
});

/** A record with a ClientHello, less its pre_shared_key. */
function withoutKeys(record: Uint8Array): Uint8Array {
  const hello = decode(ClientHello, record.subarray(9));
  const { pre_shared_key, ...extensions } = hello.extensions ?? {};
  const message = encodeMessage(messages13.ClientHello, { ...hello, extensions });
  return concat(record.subarray(0, 3), Uint8Array.of(message.length >> 8, message.length & 0xff), message);
}
