/** A format of capture files, as the reader drives it. */

import type { ByteQueue } from './byte-queue.ts';
import type { CaptureSink } from './captured-packet.ts';

export interface CaptureFormat {
  /** Reads one piece and tells the sink; false when more bytes are needed. Throws `CaptureError`. */
  next(queue: ByteQueue, sink: CaptureSink): boolean;
}
