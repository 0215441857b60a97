/** The Info column of a TCP packet that completed nothing above TCP. */

import type { TrackedSegment } from '../flow/tcp-tracker.ts';
import { optionsIn, tcpFlags, tcpOptions } from '../network/tcp-segment.ts';

/** `51178 → 443 [SYN] Seq=0 Win=65535 Len=0 MSS=1460`. */
export function tcpInfo(tracked: TrackedSegment, length: number): string {
  const { segment, sequence, acknowledgment, window } = tracked;
  const { sourcePort, destinationPort, flags } = segment;
  const numbers = [
    `Seq=${sequence}`,
    ...(flags & tcpFlags.ack ? [`Ack=${acknowledgment}`] : []),
    `Win=${window}`,
    `Len=${length}`,
    ...optionTexts(segment.options, (flags & tcpFlags.syn) !== 0),
  ];
  const remark = remarkOn(tracked, length);
  return `${remark}${sourcePort} → ${destinationPort} [${flagNames(flags)}] ${numbers.join(' ')}${pieceOf(tracked, length)}`;
}

function remarkOn({ arrival, isKeepAlive, isSpurious }: TrackedSegment, length: number): string {
  if (isKeepAlive) return '[TCP Keep-Alive] ';
  if (length === 0) return '';
  if (arrival === 'retransmission') return isSpurious ? '[TCP Spurious Retransmission] ' : '[TCP Retransmission] ';
  if (arrival === 'early') return '[TCP Previous segment not captured] ';
  return arrival === 'filler' ? '[TCP Out-Of-Order] ' : '';
}

/** Bytes of a record that goes on in a later packet. */
function pieceOf({ flow, arrival }: TrackedSegment, length: number): string {
  const isPiece = flow.dissector !== undefined && length > 0 && arrival !== 'retransmission';
  return isPiece ? ' [TCP segment of a reassembled PDU]' : '';
}

function flagNames(flags: number): string {
  const names = Object.entries(tcpFlags).filter(([, bit]) => (flags & bit) !== 0);
  return names.length === 0 ? '<None>' : names.map(([name]) => name.toUpperCase()).join(', ');
}

function optionTexts(options: Uint8Array, isSyn: boolean): string[] {
  if (options.length === 0) return [];
  return [...optionsIn(options)].flatMap(({ kind, value }) => {
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    switch (kind) {
      case tcpOptions.maximumSegmentSize:
        return isSyn && value.length === 2 ? [`MSS=${view.getUint16(0)}`] : [];
      case tcpOptions.windowScale:
        return value.length === 1 ? [`WS=${2 ** Math.min(14, view.getUint8(0))}`] : [];
      case tcpOptions.sackPermitted:
        return ['SACK_PERM'];
      case tcpOptions.timestamps:
        return value.length === 8 ? [`TSval=${view.getUint32(0)}`, `TSecr=${view.getUint32(4)}`] : [];
      default:
        return [];
    }
  });
}
