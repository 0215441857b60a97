/** The Info column of a TCP packet that completed nothing above TCP. */

import type { TrackedSegment } from '../flow/tcp-tracker.ts';
import type { SegmentFacts } from '../network/tcp-conversation.ts';
import { optionsIn, tcpFlags, tcpOptions } from '../network/tcp-segment.ts';

/** `51178 → 443 [SYN] Seq=0 Win=65535 Len=0 MSS=1460`. */
export function tcpInfo(tracked: TrackedSegment, length: number): string {
  const { segment, facts } = tracked;
  const { sequence, acknowledgment, window } = facts;
  const { sourcePort, destinationPort, flags } = segment;
  const ports = `${remarksOf(facts)}${sourcePort} → ${destinationPort} [${flagNames[flags]}]`;
  const ack = (flags & tcpFlags.ack) === 0 ? '' : ` Ack=${acknowledgment}`;
  const options = optionTexts(segment.options, (flags & tcpFlags.syn) !== 0);
  return `${ports} Seq=${sequence}${ack} Win=${window} Len=${length}${options}${pieceOf(tracked, length)}`;
}

const remarksOf = ({ remarks }: SegmentFacts): string => remarks.map((remark) => `[${remark}] `).join('');

/** Bytes of a record that goes on in a later packet. */
function pieceOf({ flow, facts }: TrackedSegment, length: number): string {
  const isPiece = flow.dissector !== undefined && length > 0 && facts.arrival !== 'retransmission';
  return isPiece ? ' [TCP segment of a reassembled PDU]' : '';
}

function namesOf(flags: number): string {
  const names = Object.entries(tcpFlags).filter(([, bit]) => (flags & bit) !== 0);
  return names.length === 0 ? '<None>' : names.map(([name]) => name.toUpperCase()).join(', ');
}

const flagNames: readonly string[] = Array.from({ length: 256 }, (_, flags) => namesOf(flags));

function optionTexts(options: Uint8Array, isSyn: boolean): string {
  if (options.length === 0) return '';
  const texts = [...optionsIn(options)].flatMap(({ kind, value }) => {
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
  return texts.map((text) => ` ${text}`).join('');
}
