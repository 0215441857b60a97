/** Handshake messages: the header, and which body belongs to which number in which flow. RFC 8446 §4 */

import { ProtocolError } from '../base/errors.ts';
import { handshakeTypeName } from '../registry/handshake-types.ts';
import { type AnyCodec, type Codec, decode, type Infer, named, uint8, uint24 } from './codec.ts';
import { isHelloRetryRequest } from './messages/server-hello.ts';
import { Writer } from './writer.ts';

/** Length in bytes of a handshake header: one for the type, three for the length. */
export const handshakeHeader = 4;

/** The messages of one flow: name → number and body. Two names may share a number (ServerHello, HelloRetryRequest). */
export type Dialect = Readonly<Record<string, MessageFormat>>;

interface MessageFormat {
  readonly type: number;
  readonly body: AnyCodec;
}

/** A row of a dialect. */
export const message = <C extends AnyCodec>(type: number, body: C): { readonly type: number; readonly body: C } => ({
  type,
  body,
});

/** A message of a dialect, with the name that tells which. */
export type Message<D extends Dialect, N extends keyof D = keyof D> = {
  readonly [K in N]: { readonly name: K; readonly body: Infer<D[K]['body']> };
}[N];

/** The header of a message whose body has this length in bytes. */
export const headerOf = (type: number, length: number): Uint8Array =>
  Uint8Array.of(type, length >> 16, (length >> 8) & 0xff, length & 0xff);

/** Header and body of one message. */
export function encodeMessage(format: MessageFormat, body: unknown): Uint8Array {
  const output = new Writer();
  output.uint(1, format.type);
  const mark = output.open(3);
  format.body.write(output, body);
  output.close(mark, 3);
  return output.finish();
}

/** What a received message would be called in a dialect; `undefined` when the dialect has no such message. */
export function nameOfMessage(dialect: Dialect, bytes: Uint8Array): string | undefined {
  const type = bytes[0];
  if (type === 2 && isHelloRetryRequest(bytes.subarray(handshakeHeader))) return 'HelloRetryRequest';
  return Object.keys(dialect).find((name) => dialect[name]?.type === type);
}

/**
 * Decodes a whole message, header included, if its name is among those allowed.
 * Throws `unexpected_message` when it is not, and what the codec throws when its body is wrong.
 */
export function decodeMessage(
  dialect: Dialect,
  allowed: readonly string[],
  bytes: Uint8Array,
): { readonly name: string; readonly body: unknown } {
  const name = nameOfMessage(dialect, bytes);
  const format = name === undefined ? undefined : dialect[name];
  if (name === undefined || format === undefined || !allowed.includes(name)) {
    const got = name ?? handshakeTypeName(bytes[0] as number);
    throw new ProtocolError('unexpected_message', { got, expected: allowed.join(' or ') || 'nothing' });
  }
  return { name, body: decode(format.body, bytes.subarray(handshakeHeader)) };
}

/** One whole message with its header, for annotation: the dialect says what the body is. */
export function handshakeMessage(dialect: Dialect): Codec<unknown> {
  return {
    name: 'Handshake',
    read(input) {
      const name = nameOfMessage(dialect, input.peek());
      input.field('msgType', msgType);
      const mark = input.enter(input.field('length', uint24));
      const body: unknown = input.field(name ?? 'body', dialect[name ?? '']?.body ?? opaqueBody);
      input.leave(mark);
      return body;
    },
    write() {
      throw new TypeError('use encodeMessage');
    },
  };
}

const msgType = named(uint8, 'HandshakeType', handshakeTypeName);
const opaqueBody: Codec<Uint8Array> = {
  name: 'opaque[...]',
  read: (input) => input.bytes(input.remaining),
  write: (output, value) => output.bytes(value),
};
