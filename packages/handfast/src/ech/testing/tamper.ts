/** A client that hides its hello, and does something wrong on the way. */

import type { Flow } from '../../handshake/flow.ts';
import type { HelloEncryption } from '../../handshake/hello/encryption.ts';
import type { HandshakeIo } from '../../handshake/io.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';

export interface Tampering {
  /** Changes what is hidden, before it is; `turn` counts the hellos from 0. */
  readonly inner?: (hello: ClientHello, turn: number) => ClientHello;
  /** Changes what is sent around it. */
  readonly outer?: (hello: ClientHello, turn: number) => ClientHello;
}

export const tampered = (encryption: HelloEncryption, { inner, outer }: Tampering): HelloEncryption => ({
  *offer(io, settings, purpose) {
    const offer = yield* encryption.offer(io, settings, purpose);
    const { cover } = offer;
    if (cover === undefined) return offer;
    let turn = 0;
    return {
      ...offer,
      cover: {
        *send(io: HandshakeIo, hello: ClientHello): Flow<void> {
          const now = turn++;
          const sending = sendingThrough(io, (sent) => outer?.(sent, now) ?? sent);
          yield* cover.send(sending, inner?.(hello, now) ?? hello);
        },
        isConfirmedBy: (...answer) => cover.isConfirmedBy(...answer),
        lift: (...terms) => cover.lift(...terms),
        [Symbol.dispose]: () => cover[Symbol.dispose](),
      },
    };
  },
});

/** The same, but for the ClientHellos that it sends. */
function sendingThrough(io: HandshakeIo, change: (hello: ClientHello) => ClientHello): HandshakeIo {
  const send: HandshakeIo['send'] = (dialect, name, body) =>
    io.send(dialect, name, name === 'ClientHello' ? (change(body as ClientHello) as typeof body) : body);
  return new Proxy(io, {
    get(target, property) {
      if (property === 'send') return send;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
