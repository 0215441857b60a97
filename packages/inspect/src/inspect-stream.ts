/** A capture from any stream, packed with gzip or not, in browsers and in Node. */

import { CaptureError } from './capture/capture-error.ts';
import { Inspection, type InspectionOptions, type Report } from './inspect.ts';

/**
 * The report of a capture that comes as a stream: of a file that was dropped on a page, of a download. Rejects with
 * `CaptureError` when it is none, with `FilterError` for the filter, and with what the stream fails with.
 */
export async function inspectStream(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  options: InspectionOptions = {},
): Promise<Report> {
  const inspection = new Inspection(options);
  const { whole, isPacked } = await unpacked(stream);
  const reader = whole.getReader();
  for (;;) {
    const { done, value } = await (isPacked ? read(reader) : reader.read());
    if (done) return inspection.end();
    inspection.push(value);
  }
}

interface Unpacked {
  readonly whole: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly isPacked: boolean;
}

/** Looks at the first bytes, and gives them back in front of the rest. */
async function unpacked(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Unpacked> {
  const reader = stream.getReader();
  let first = await reader.read();
  while (first.value?.length === 0) first = await reader.read();
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      if (first.done) controller.close();
      else controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  // No capture begins with this byte.
  const isPacked = first.value?.[0] === gzipMagic;
  return { whole: isPacked ? whole.pipeThrough(new DecompressionStream('gzip')) : whole, isPacked };
}

/** What cannot be unpacked is no capture. Runtimes fail with errors of different kinds. */
async function read(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>) {
  try {
    return await reader.read();
  } catch (error) {
    throw new CaptureError(`the file cannot be unpacked (${error instanceof Error ? error.message : error})`, 0);
  }
}

const gzipMagic = 0x1f;
