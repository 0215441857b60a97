/** Reads a capture file that comes in chunks of any size. */

import { ByteQueue } from './byte-queue.ts';
import { CaptureError } from './capture-error.ts';
import type { CaptureSink } from './captured-packet.ts';
import type { CaptureFormat } from './format.ts';
import { pcapFormat } from './pcap.ts';
import { isPcapng, pcapngFormat } from './pcapng.ts';

export class CaptureReader {
  readonly #queue = new ByteQueue();
  readonly #sink: CaptureSink;
  #format: CaptureFormat | undefined;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
  }

  /** Reads on. The chunk must not be changed any more. Throws `CaptureError`. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
    this.#format ??= formatOf(this.#queue);
    if (this.#format === undefined) return;
    while (this.#format.next(this.#queue, this.#sink));
  }

  /** Throws `CaptureError` when the file ends within something. */
  end(): void {
    if (this.#format === undefined) throw new CaptureError('the file is too short to be a capture', 0, true);
    const { length, offset } = this.#queue;
    if (length > 0) throw new CaptureError(`the file ends ${length} bytes into a packet`, offset, true);
  }
}

function formatOf(queue: ByteQueue): CaptureFormat | undefined {
  if (queue.length < 4) return undefined;
  const magic = queue.uint32(0, false);
  if (isPcapng(magic)) return pcapngFormat();
  const format = pcapFormat(magic);
  if (format !== undefined) return format;
  const looks = magic.toString(16).padStart(8, '0');
  throw new CaptureError(`the file begins with ${looks}, which is neither pcap nor pcapng`, 0);
}
