/** Sequences of datagrams with pauses between them, and changes that keep the lengths inside right. */

import { concat } from '../../../../handfast/src/base/bytes.ts';
import { classicHeader, type DatagramRecord, recordsIn } from '../../../../handfast/src/record/datagram-header.ts';
import type { Random } from '../../random.ts';

/** What comes, and how long after what came before, in eighths of a second. */
export interface Arrival {
  readonly pause: number;
  readonly datagram: Uint8Array;
}

/** As an input: each datagram behind its pause, in one byte, and its length, in two. */
export const joinedArrivals = (arrivals: readonly Arrival[]): Uint8Array =>
  concat(
    ...arrivals.flatMap(({ pause, datagram }) => [
      Uint8Array.of(pause, datagram.length >> 8, datagram.length),
      datagram,
    ]),
  );

/** Of any bytes. The last datagram may be shorter than it says. */
export function arrivalsIn(input: Uint8Array): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let at = 0; at + 3 <= input.length; ) {
    const end = at + 3 + (input[at + 1] as number) * 256 + (input[at + 2] as number);
    arrivals.push({ pause: input[at] as number, datagram: input.subarray(at + 3, end) });
    at = end;
  }
  return arrivals;
}

/** Loses, repeats, delays or swaps datagrams, or changes one inside. */
export function mutateArrivals(input: Uint8Array, random: Random, idLength: number | undefined): Uint8Array {
  const arrivals = arrivalsIn(input);
  if (arrivals.length === 0) return input;
  const at = random.below(arrivals.length);
  const arrival = arrivals[at] as Arrival;
  switch (random.below(8)) {
    case 0:
      arrivals.splice(at, 1);
      break;
    case 1:
      arrivals.splice(random.below(arrivals.length + 1), 0, arrival);
      break;
    case 2:
      arrivals[at] = { ...arrival, pause: random.below(256) };
      break;
    case 3: {
      const other = random.below(arrivals.length);
      arrivals[at] = arrivals[other] as Arrival;
      arrivals[other] = arrival;
      break;
    }
    default:
      arrivals[at] = { ...arrival, datagram: mutateDatagram(arrival.datagram, random, idLength) };
  }
  return joinedArrivals(arrivals.filter(({ datagram }) => datagram.length < 2 ** 16));
}

/** Leaves out, repeats or changes a record. */
export function mutateDatagram(datagram: Uint8Array, random: Random, idLength: number | undefined): Uint8Array {
  const records = recordsIn(datagram, idLength).map((record) => ({ record, bytes: bytesOf(record) }));
  if (records.length === 0) return datagram;
  const at = random.below(records.length);
  const chosen = records[at] as (typeof records)[number];
  const pieces = records.map(({ bytes }) => bytes);
  switch (random.below(6)) {
    case 0:
      pieces.splice(at, 1);
      break;
    case 1:
      pieces.splice(at, 0, chosen.bytes);
      break;
    case 2:
      // Another type, epoch or sequence number.
      pieces[at] = withByte(chosen.bytes, random.below(chosen.record.header.length), random);
      break;
    default:
      pieces[at] = bytesOf({ ...chosen.record, fragment: mutateFragment(chosen.record.fragment, random) });
  }
  return concat(...pieces);
}

/** With the length that the fragment has now. */
function bytesOf({ header, fragment, layout }: DatagramRecord): Uint8Array {
  const fitting = header.slice();
  const hasLength = layout === 'classic' || ((fitting[0] as number) & 0x04) !== 0;
  if (hasLength) fitting.set([fragment.length >> 8, fragment.length], fitting.length - 2);
  return concat(fitting, fragment);
}

function withByte(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const changed = bytes.slice();
  changed[at] = random.below(2) === 0 ? random.below(256) : (changed[at] as number) ^ (1 << random.below(8));
  return changed;
}

/** Type, length, number, and which part of the message follows. */
const fragmentHeader = 12;

/** Changes the header of a piece of a message, or its content, to which the header's lengths then fit. */
function mutateFragment(fragment: Uint8Array, random: Random): Uint8Array {
  if (fragment.length < fragmentHeader) return random.bytes(random.below(classicHeader));
  if (random.below(3) === 0) return withByte(fragment, random.below(fragmentHeader), random);
  const size = Math.min(fragment.length - fragmentHeader, uint24(fragment, 9));
  const from = fragmentHeader + random.below(size + 1);
  const gone = Math.min(fragmentHeader + size - from, random.below(9));
  const by = random.bytes(random.below(3) === 0 ? random.below(9) : gone);
  const header = fragment.slice(0, fragmentHeader);
  const grown = by.length - gone;
  putUint24(header, 1, uint24(header, 1) + grown);
  putUint24(header, 9, size + grown);
  return concat(header, fragment.subarray(fragmentHeader, from), by, fragment.subarray(from + gone));
}

const uint24 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) * 65_536 + (bytes[at + 1] as number) * 256 + (bytes[at + 2] as number);

function putUint24(bytes: Uint8Array, at: number, value: number): void {
  bytes.set([value >> 16, value >> 8, value], at);
}
