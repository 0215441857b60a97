/** The block format of capture files, with interfaces and secrets inside (draft-ietf-opsawg-pcapng). */

import type { ByteQueue } from './byte-queue.ts';
import { CaptureError } from './capture-error.ts';
import { type CaptureSink, longestBlock } from './captured-packet.ts';
import type { CaptureFormat } from './format.ts';
import { type CaptureInterface, interfaceIn, timeOf } from './pcapng-interface.ts';

/** Whether the first four bytes, in network order, begin a Section Header Block. */
export const isPcapng = (magic: number): boolean => magic === blockTypes.sectionHeader;

/** A reader of such a file. */
export function pcapngFormat(): CaptureFormat {
  const section: Section = { littleEndian: true, interfaces: [] };
  return { next: (queue, sink) => nextBlock(queue, sink, section) };
}

/** From one Section Header Block to the next. */
interface Section {
  littleEndian: boolean;
  interfaces: CaptureInterface[];
}

function nextBlock(queue: ByteQueue, sink: CaptureSink, section: Section): boolean {
  if (queue.length < smallestBlock) return false;
  if (queue.uint32(0, false) === blockTypes.sectionHeader) {
    section.littleEndian = orderOf(queue);
    section.interfaces = [];
  }
  const { littleEndian } = section;
  const length = queue.uint32(4, littleEndian);
  if (length < smallestBlock || length > longestBlock) {
    throw new CaptureError(`a block claims to have ${length} bytes`, queue.offset);
  }
  const padded = Math.ceil(length / 4) * 4;
  const block = queue.peek(padded);
  if (block === undefined) return false;
  if (queue.uint32(padded - 4, littleEndian) !== length) {
    throw new CaptureError('a block says two different lengths', queue.offset);
  }
  const view = new DataView(block.buffer, block.byteOffset + 8, padded - smallestBlock);
  readBlock(queue.uint32(0, littleEndian), view, sink, section, queue.offset);
  queue.skip(padded);
  return true;
}

function readBlock(type: number, view: DataView, sink: CaptureSink, section: Section, offset: number): void {
  switch (type) {
    case blockTypes.interfaceDescription:
      if (section.interfaces.length >= mostInterfaces) throw new CaptureError('too many interfaces', offset);
      section.interfaces.push(interfaceIn(sized(view, 8, offset), section.littleEndian));
      return;
    case blockTypes.enhancedPacket:
      return enhancedPacket(sized(view, 20, offset), sink, section, offset, view.getUint32(0, section.littleEndian));
    case blockTypes.packet:
      return enhancedPacket(sized(view, 20, offset), sink, section, offset, view.getUint16(0, section.littleEndian));
    case blockTypes.simplePacket:
      return simplePacket(sized(view, 4, offset), sink, section, offset);
    case blockTypes.decryptionSecrets:
      return decryptionSecrets(sized(view, 8, offset), sink, section.littleEndian, offset);
  }
}

function enhancedPacket(view: DataView, sink: CaptureSink, section: Section, offset: number, index: number): void {
  const { littleEndian } = section;
  const from = interfaceAt(section, index, offset);
  const bytes = bytesIn(view, 20, view.getUint32(12, littleEndian), offset);
  const { seconds, nanoseconds } = timeOf(view.getUint32(4, littleEndian), view.getUint32(8, littleEndian), from);
  sink.packet({
    seconds,
    nanoseconds,
    linkType: from.linkType,
    bytes,
    originalLength: Math.max(view.getUint32(16, littleEndian), bytes.length),
  });
}

/** No time, and the first interface. */
function simplePacket(view: DataView, sink: CaptureSink, section: Section, offset: number): void {
  const { linkType, snapLength } = interfaceAt(section, 0, offset);
  const originalLength = view.getUint32(0, section.littleEndian);
  const length = Math.min(originalLength, snapLength === 0 ? originalLength : snapLength);
  const bytes = bytesIn(view, 4, length, offset);
  sink.packet({ seconds: 0, nanoseconds: 0, linkType, bytes, originalLength });
}

function decryptionSecrets(view: DataView, sink: CaptureSink, littleEndian: boolean, offset: number): void {
  if (view.getUint32(0, littleEndian) !== tlsKeyLog) return;
  sink.keyLog(new TextDecoder().decode(bytesIn(view, 8, view.getUint32(4, littleEndian), offset)));
}

/** Files say in which order they are only here. */
function orderOf(queue: ByteQueue): boolean {
  const magic = queue.uint32(8, true);
  if (magic === byteOrderMagic) return true;
  if (queue.uint32(8, false) === byteOrderMagic) return false;
  throw new CaptureError('a section does not say its byte order', queue.offset);
}

function interfaceAt({ interfaces }: Section, index: number, offset: number): CaptureInterface {
  const found = interfaces[index];
  if (found === undefined) throw new CaptureError(`a packet of interface ${index}, which was not described`, offset);
  return found;
}

function sized(view: DataView, least: number, offset: number): DataView {
  if (view.byteLength < least) throw new CaptureError('a block is too short for its type', offset);
  return view;
}

function bytesIn(view: DataView, at: number, length: number, offset: number): Uint8Array {
  if (at + length > view.byteLength) throw new CaptureError('a block is shorter than what it holds', offset);
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

/** Block types that say something to us; the others are passed over. */
export const blockTypes = {
  interfaceDescription: 1,
  packet: 2,
  simplePacket: 3,
  enhancedPacket: 6,
  decryptionSecrets: 10,
  sectionHeader: 0x0a0d0d0a,
} as const;

export const byteOrderMagic = 0x1a2b3c4d;
/** "TLSK": the secrets are a TLS key log. */
export const tlsKeyLog = 0x544c534b;

const smallestBlock = 12;
const mostInterfaces = 65_536;
