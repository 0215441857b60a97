/** Writes pcapng: one section, an interface for each link layer, secrets, packets (draft-ietf-opsawg-pcapng §4). */

import { concat } from '../concat.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { blockTypes, byteOrderMagic, tlsKeyLog } from './pcapng.ts';

/** Gives the bytes of a file piece by piece. Times are written in nanoseconds. */
export class CaptureWriter {
  readonly #interfaces = new Map<number, number>();

  /** What the file begins with. */
  header(): Uint8Array {
    const body = new DataView(new ArrayBuffer(16));
    body.setUint32(0, byteOrderMagic, true);
    body.setUint16(4, 1, true);
    // The length of the section is not known.
    body.setBigInt64(8, -1n, true);
    return block(blockTypes.sectionHeader, bytesOf(body));
  }

  /** Lines of a key log, which must stand before the packets that they open. Nothing for no lines. */
  keyLog(text: string): Uint8Array {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < text.length; ) {
      const isRest = text.length - at <= longestKeyLog;
      const lineEnd = text.lastIndexOf('\n', at + longestKeyLog) + 1;
      const end = isRest ? text.length : lineEnd > at ? lineEnd : at + longestKeyLog;
      blocks.push(secretsBlock(text.slice(at, end)));
      at = end;
    }
    return concat(...blocks);
  }

  /** A packet, and before it its interface when it is the first of that kind. */
  packet(packet: CapturedPacket): Uint8Array {
    const known = this.#interfaces.get(packet.linkType);
    const index = known ?? this.#interfaces.size;
    const written = block(blockTypes.enhancedPacket, packetBody(packet, index));
    if (known !== undefined) return written;
    this.#interfaces.set(packet.linkType, index);
    const description = block(blockTypes.interfaceDescription, interfaceBody(packet.linkType));
    return concat(description, written);
  }
}

function secretsBlock(text: string): Uint8Array {
  const secrets = new TextEncoder().encode(text.endsWith('\n') ? text : `${text}\n`);
  const body = new DataView(new ArrayBuffer(8 + secrets.length));
  body.setUint32(0, tlsKeyLog, true);
  body.setUint32(4, secrets.length, true);
  bytesOf(body).set(secrets, 8);
  return block(blockTypes.decryptionSecrets, bytesOf(body));
}

function packetBody({ seconds, nanoseconds, bytes, originalLength }: CapturedPacket, index: number): Uint8Array {
  const body = new DataView(new ArrayBuffer(20 + bytes.length));
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
  body.setUint32(0, index, true);
  body.setUint32(4, Number((time >> 32n) & 0xffff_ffffn), true);
  body.setUint32(8, Number(time & 0xffff_ffffn), true);
  body.setUint32(12, bytes.length, true);
  body.setUint32(16, originalLength, true);
  bytesOf(body).set(bytes, 20);
  return bytesOf(body);
}

/** The link layer, no limit to the length, and one option: time is told in units of 10⁻⁹ seconds. */
function interfaceBody(linkType: number): Uint8Array {
  const body = new DataView(new ArrayBuffer(20));
  body.setUint16(0, linkType, true);
  body.setUint16(8, 9, true);
  body.setUint16(10, 1, true);
  body.setUint8(12, 9);
  return bytesOf(body);
}

/** Type, length, body padded to four bytes, length again. */
function block(type: number, body: Uint8Array): Uint8Array {
  const length = 12 + Math.ceil(body.length / 4) * 4;
  const whole = new DataView(new ArrayBuffer(length));
  whole.setUint32(0, type, true);
  whole.setUint32(4, length, true);
  bytesOf(whole).set(body, 8);
  whole.setUint32(length - 4, length, true);
  return bytesOf(whole);
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Characters of one block of secrets: well below what readers take. */
const longestKeyLog = 1024 * 1024;
