/** Content cut into protected records. RFC 8446 §5.1, §5.2 */

import { type Awaitable, all, isPromise, whenReady } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import { contentTypes } from '../registry/content-types.ts';
import type { BufferPool } from './buffer-pool.ts';
import { maxPlaintext, type RecordProtector } from './protector.ts';

/** How content is cut and hidden. */
export interface RecordShape {
  /** Most bytes of content in one record. */
  readonly maxContent: number;
  /** Protected records are padded to a multiple of so many bytes; 1 pads nothing. RFC 8446 §5.4 */
  readonly paddedTo: number;
}

/** One direction's protector, its sequence number, and the shape of its records. */
export class StreamWriter {
  readonly #pool: BufferPool;
  #protector: RecordProtector;
  #sequence = 0;
  shape: RecordShape;

  constructor(protector: RecordProtector, shape: RecordShape, pool: BufferPool) {
    this.#protector = protector;
    this.shape = shape;
    this.#pool = pool;
  }

  get encrypts(): boolean {
    return this.#protector.encrypts;
  }

  /** How many more records the key may protect. */
  get recordsLeft(): number {
    return this.#protector.recordLimit - this.#sequence;
  }

  /** New keys: numbering starts again. */
  change(protector: RecordProtector): void {
    this.#protector = protector;
    this.#sequence = 0;
  }

  /**
   * The records for this content, one after another in one buffer: one write for the socket.
   * Sequence numbers are taken here, so results may become ready later but must be sent in the order of the calls.
   */
  protect(type: number, data: Uint8Array): Awaitable<Uint8Array> {
    const pieces = this.#cut(type, data);
    if (pieces.length > this.recordsLeft) throw new ProtocolError('key_exhausted');
    const output = this.#pool.take(pieces.reduce((sum, piece) => sum + piece.size, 0));
    const late: Promise<void>[] = [];
    let at = 0;
    for (const { content, padding, size } of pieces) {
      const record = { type, data: content };
      const sealed = this.#protector.seal(this.#sequence++, record, padding, output.subarray(at, at + size));
      if (isPromise(sealed)) late.push(sealed);
      at += size;
    }
    return late.length === 0 ? output : whenReady(all(late), () => output);
  }

  /** How much of the content each record holds. */
  lengths(type: number, total: number): number[] {
    const lengths = [];
    let from = 0;
    do {
      const to = this.#endOf(type, from, total, lengths.at(-1));
      lengths.push(to - from);
      from = to;
    } while (from < total);
    return lengths;
  }

  #cut(type: number, data: Uint8Array): { content: Uint8Array; padding: number; size: number }[] {
    const pieces = [];
    let from = 0;
    let before: number | undefined;
    do {
      const to = this.#endOf(type, from, data.length, before);
      before = to - from;
      const plain = data.subarray(from, to);
      const content = this.#protector.compress?.(plain) ?? plain;
      const padding = this.#padding(content.length);
      pieces.push({ content, padding, size: this.#protector.sealedLength(content.length, padding) });
      from = to;
    } while (from < data.length);
    return pieces;
  }

  /** Where the record ends that begins at `from`, behind one with so much content. */
  #endOf(type: number, from: number, total: number, before: number | undefined): number {
    const splits = this.#protector.splitsFirst === true && type === contentTypes.application_data;
    const alone = splits && before !== 1;
    return Math.min(from + (alone ? 1 : this.shape.maxContent), total);
  }

  #padding(length: number): number {
    const { paddedTo, maxContent } = this.shape;
    if (paddedTo <= 1 || !this.#protector.hidesType) return 0;
    const wanted = Math.ceil((length + 1) / paddedTo) * paddedTo;
    return Math.min(wanted, maxContent + 1, maxPlaintext + 1) - (length + 1);
  }
}
