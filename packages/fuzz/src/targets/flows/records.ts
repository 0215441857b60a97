/** Streams of TLS records, taken apart and put together, and changes that keep their lengths right. */

import { concat } from '../../../../handfast/src/base/bytes.ts';
import type { Random } from '../../random.ts';

export interface Piece {
  readonly type: number;
  readonly fragment: Uint8Array;
}

/** A stream record by record, and in the end what is no whole record. */
export function* wholeRecords(stream: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < stream.length; ) {
    const end = at + 5 + (stream[at + 3] ?? 0) * 256 + (stream[at + 4] ?? 0);
    yield stream.subarray(at, end);
    at = end;
  }
}

/** The whole records at the beginning of a stream; what follows them is left out. */
export function piecesOf(stream: Uint8Array): Piece[] {
  return [...wholeRecords(stream)].flatMap((record) => {
    const isWhole = record.length >= 5 && record.length === 5 + (record[3] as number) * 256 + (record[4] as number);
    return isWhole ? [{ type: record[0] as number, fragment: record.subarray(5) }] : [];
  });
}

export const streamOf = (pieces: readonly Piece[]): Uint8Array =>
  concat(
    ...pieces.flatMap(({ type, fragment }) => [
      Uint8Array.of(type, 3, 3, fragment.length >> 8, fragment.length & 0xff),
      fragment,
    ]),
  );

/** The handshake messages in these streams, as far as toy protection shows them. */
export function messagesIn(...streams: readonly Uint8Array[]): readonly Uint8Array[] {
  return streams.flatMap((stream) =>
    piecesOf(stream).flatMap(({ type, fragment }) => {
      if (type === 22) return split(fragment);
      const isHandshake = type === 23 && fragment.at(-17) === 22;
      return isHandshake ? split(fragment.subarray(0, -17)) : [];
    }),
  );
}

function split(content: Uint8Array): readonly Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at + 4 <= content.length; ) {
    const end = at + 4 + (content[at + 1] as number) * 65536 + (content[at + 2] as number) * 256;
    const whole = end + (content[at + 3] as number);
    if (whole > content.length) break;
    messages.push(content.subarray(at, whole));
    at = whole;
  }
  return messages;
}

/** Leaves out, repeats or swaps records, cuts one in two, or changes one inside, with lengths that fit again. */
export function mutateRecords(stream: Uint8Array, random: Random): Uint8Array {
  const pieces = piecesOf(stream);
  if (pieces.length === 0) return stream;
  const at = random.below(pieces.length);
  const piece = pieces[at] as Piece;
  switch (random.below(7)) {
    case 0:
      pieces.splice(at, 1);
      break;
    case 1:
      pieces.splice(random.below(pieces.length + 1), 0, piece);
      break;
    case 2: {
      const other = random.below(pieces.length);
      pieces[at] = pieces[other] as Piece;
      pieces[other] = piece;
      break;
    }
    case 3: {
      const cut = random.below(piece.fragment.length + 1);
      const { type, fragment } = piece;
      pieces.splice(at, 1, { type, fragment: fragment.subarray(0, cut) }, { type, fragment: fragment.subarray(cut) });
      break;
    }
    case 4:
      pieces[at] = { ...piece, type: 20 + random.below(5) };
      break;
    default:
      pieces[at] = { ...piece, fragment: mutateMessage(piece.fragment, random) };
  }
  return streamOf(pieces);
}

/** Puts in, takes out or changes some bytes of the first message of a record; its length fits again. */
function mutateMessage(fragment: Uint8Array, random: Random): Uint8Array {
  if (fragment.length < 4) return random.bytes(random.below(8));
  const length = Math.min(
    fragment.length - 4,
    (fragment[1] as number) * 65536 + (fragment[2] as number) * 256 + (fragment[3] as number),
  );
  const body = fragment.subarray(4, 4 + length);
  const at = random.below(length + 1);
  const size = Math.min(length - at, random.below(9));
  const by = random.bytes(random.below(3) === 0 ? random.below(9) : size);
  const changed = concat(body.subarray(0, at), by, body.subarray(at + size));
  const header = Uint8Array.of(fragment[0] as number, changed.length >> 16, changed.length >> 8, changed.length);
  return concat(header, changed, fragment.subarray(4 + length));
}
