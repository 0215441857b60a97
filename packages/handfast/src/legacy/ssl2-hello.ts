/** A ClientHello in the form of SSL 2.0 put into the form of its successors. RFC 5246 §E.2 */

import { concat } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { decode, struct, uint8, uint16, uint24 } from '../wire/codec.ts';
import { encodeMessage } from '../wire/handshake.ts';
import { messagesClassic } from '../wire/messages-classic.ts';
import { protocolVersion } from '../wire/names.ts';
import type { Reader } from '../wire/reader.ts';

/** Suites of SSL 2.0 have three bytes, of which those of its successors leave the first empty. */
export const V2ClientHello = struct('V2ClientHello', {
  msgType: uint8,
  version: protocolVersion,
  body: {
    name: 'V2ClientHello',
    read(input: Reader) {
      const [suites, sessionId, challenge] = [uint16, uint16, uint16].map((length) => length.read(input));
      if ((suites as number) % 3 !== 0) throw new ProtocolError('bad_length', { length: suites });
      const cipherSpecs = Array.from({ length: (suites as number) / 3 }, () => uint24.read(input));
      return {
        cipherSpecs,
        sessionId: input.bytes(sessionId as number),
        challenge: input.bytes(challenge as number),
      };
    },
    write() {
      throw new TypeError('nobody sends it any more');
    },
  },
});

/**
 * The same offer as a ClientHello without extensions. Throws when there is no suite but those of SSL 2.0 itself, and when
 * the challenge has less than 16 bytes. Of those that are longer than a random, which no RFC foresees, the first 32 count,
 * as in OpenSSL.
 */
export function translateSsl2Hello(message: Uint8Array): Uint8Array {
  const { version, body } = decode(V2ClientHello, message);
  const { cipherSpecs, challenge } = body;
  if (version < 0x0300) throw new ProtocolError('ssl2_hello');
  if (challenge.length < 16) throw new ProtocolError('bad_length', { length: challenge.length });
  return encodeMessage(messagesClassic.ClientHello, {
    legacyVersion: version,
    random: concat(new Uint8Array(Math.max(0, 32 - challenge.length)), challenge.subarray(0, 32)),
    legacySessionId: new Uint8Array(0),
    cipherSuites: cipherSpecs.filter((spec) => spec < 0x10000),
    legacyCompressionMethods: [0],
    extensions: undefined,
  });
}
