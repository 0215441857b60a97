/** Handshake messages put together from fragments that may come twice, in any order, or not at all. RFC 6347 §4.2.2, §4.2.3 */

import { concat, uintAt } from '../bytes.ts';

/** One fragment with its header of twelve bytes. */
export interface Fragment {
  readonly type: number;
  /** Of the whole message. */
  readonly length: number;
  readonly messageSequence: number;
  readonly offset: number;
  readonly data: Uint8Array;
  /** Where the fragment begins in the record's content. */
  readonly at: number;
}

/** A message that has become whole. */
export interface WholeFragments {
  readonly type: number;
  readonly messageSequence: number;
  readonly body: Uint8Array;
  /** With the header of a message that was never cut: what the transcript of DTLS 1.2 hears. RFC 6347 §4.2.6 */
  readonly whole: Uint8Array;
}

/** The fragments in the content of a record; what makes no sense ends it. */
export function fragmentsIn(content: Uint8Array): readonly Fragment[] {
  const fragments: Fragment[] = [];
  for (let at = 0; at + fragmentHeader <= content.length; ) {
    const length = uintAt(content, at + 9, 3);
    const end = at + fragmentHeader + length;
    if (end > content.length) break;
    fragments.push({
      type: content[at] as number,
      length: uintAt(content, at + 1, 3),
      messageSequence: uintAt(content, at + 4, 2),
      offset: uintAt(content, at + 6, 3),
      data: content.subarray(at + fragmentHeader, end),
      at,
    });
    at = end;
  }
  return fragments;
}

interface Partial {
  readonly type: number;
  readonly body: Uint8Array;
  /** Which bytes have come, in ranges that do not touch. */
  ranges: readonly (readonly [number, number])[];
}

/** One direction: gives messages in their order, each once. */
export class FragmentSource {
  readonly #partial = new Map<number, Partial>();
  #next = 0;

  /** The messages that a fragment completes. */
  push(fragment: Fragment): readonly WholeFragments[] {
    const { messageSequence, length, offset, data, type } = fragment;
    const isOld = messageSequence < this.#next;
    if (isOld || messageSequence > this.#next + mostAhead || length > longestMessage || offset + data.length > length)
      return [];
    const partial = this.#partial.get(messageSequence) ?? { type, body: new Uint8Array(length), ranges: [] };
    if (partial.body.length !== length || partial.type !== type) return [];
    partial.body.set(data, offset);
    partial.ranges = merged([...partial.ranges, [offset, offset + data.length]]);
    this.#partial.set(messageSequence, partial);
    return this.#ready();
  }

  /** The capture begins in the middle: whatever comes next is the first. */
  startAt(messageSequence: number): void {
    if (this.#partial.size === 0) this.#next = messageSequence;
  }

  #ready(): WholeFragments[] {
    const ready: WholeFragments[] = [];
    for (;;) {
      const partial = this.#partial.get(this.#next);
      if (partial === undefined || !isWhole(partial)) return ready;
      this.#partial.delete(this.#next);
      ready.push(wholeOf(partial, this.#next));
      this.#next++;
    }
  }
}

function isWhole({ body, ranges }: Partial): boolean {
  const [first] = ranges;
  return body.length === 0 || (first !== undefined && first[0] === 0 && first[1] === body.length);
}

function wholeOf({ type, body }: Partial, messageSequence: number): WholeFragments {
  const length = Uint8Array.of(body.length >> 16, body.length >> 8, body.length);
  const sequence = Uint8Array.of(messageSequence >> 8, messageSequence);
  const whole = concat(Uint8Array.of(type), length, sequence, Uint8Array.of(0, 0, 0), length, body);
  return { type, messageSequence, body, whole };
}

function merged(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const sorted = [...ranges].sort((left, right) => left[0] - right[0]);
  const joined: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

export const fragmentHeader = 12;

/** RFC 6347 says nothing; a flight has fewer messages. */
const mostAhead = 16;
const longestMessage = 2 ** 17;
