/** Tickets in BoringSSL's format, which its tests open and rewrite: ours under another lid, for one test. RFC 5077 §4 */

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { TicketSealer } from 'handfast/session';

/**
 * `key`: 16 bytes of name, 16 for HMAC, 16 for AES. What is sealed is a SEQUENCE that begins as BoringSSL's sessions do, with
 * its version, that of the protocol, and the cipher suite; what follows is our own state. When a ticket is opened, version
 * and suite in front are those of the state: whoever rewrote them wants the engine to meet them.
 */
export function rewritableTickets(key: Uint8Array): TicketSealer {
  const [name, macKey, cipherKey] = [0, 16, 32].map((at) => key.subarray(at, at + 16)) as [Bytes, Bytes, Bytes];
  const macOf = (bytes: Bytes): Buffer => createHmac('sha256', macKey).update(bytes).digest();
  return {
    lifetime: 2 * 24 * 60 * 60,
    seal(state) {
      const iv = randomBytes(16);
      const cipher = createCipheriv('aes-128-cbc', cipherKey, iv);
      const sealed = Buffer.concat([name, iv, cipher.update(sessionOf(state)), cipher.final()]);
      return Buffer.concat([sealed, macOf(sealed)]);
    },
    open(ticket) {
      const sealed = ticket.subarray(0, -macLength);
      if (ticket.length < 80 || !macOf(sealed).equals(ticket.subarray(-macLength))) return undefined;
      const cipher = createDecipheriv('aes-128-cbc', cipherKey, sealed.subarray(16, 32));
      return stateOf(Buffer.concat([cipher.update(sealed.subarray(32)), cipher.final()]));
    },
  };
}

type Bytes = Uint8Array;
const macLength = 32;

/** Our states begin with two bytes of version and two of suite. */
function sessionOf(state: Bytes): Bytes {
  const [version, suite, rest] = [state.subarray(0, 2), state.subarray(2, 4), state.subarray(4)];
  const positive = (version[0] ?? 0) < 0x80 ? version : Buffer.concat([Buffer.of(0), version]);
  const fields = [element(integer, Buffer.of(1)), element(integer, positive), element(octets, suite)];
  return element(sequence, Buffer.concat([...fields, element(octets, rest)]));
}

function stateOf(session: Bytes): Bytes {
  const [, version, suite, rest] = elementsOf(elementsOf(session)[0] ?? none);
  return Buffer.concat([(version ?? none).subarray(-2), suite ?? none, rest ?? none]);
}

/** In DER, with two bytes of length after the first where it is longer than 127. */
function element(tag: number, content: Bytes): Bytes {
  const { length } = content;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...header), content]);
}

function elementsOf(bytes: Bytes): readonly Bytes[] {
  const found: Bytes[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1] ?? 0;
    const more = first < 0x80 ? 0 : first - 0x80;
    const length = more === 0 ? first : Buffer.from(bytes).readUIntBE(at + 2, more);
    const start = at + 2 + more;
    found.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  return found;
}

const integer = 2;
const octets = 4;
const sequence = 0x30;
const none = Buffer.alloc(0);
