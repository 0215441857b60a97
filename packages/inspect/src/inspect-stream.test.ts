import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CaptureError } from './capture/capture-error.ts';
import { inspect } from './inspect.ts';
import { inspectStream } from './inspect-stream.ts';
import { spanishPackets } from './testing/documents.ts';
import { pcapFile } from './testing/files.ts';

const file = pcapFile(spanishPackets());

const streamOf = (bytes: Uint8Array, size: number) => {
  const copy = new Uint8Array(bytes);
  let at = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= copy.length) return controller.close();
      controller.enqueue(copy.slice(at, at + size));
      at += size;
    },
  });
};

describe('a capture as a stream', () => {
  test.each([
    ['plain', file],
    ['packed', gzipSync(file)],
  ])('%s, in large and small chunks, gives the same report', async (_, bytes) => {
    const report = inspect(file);
    for (const size of [1, 100, 1e6]) expect(await inspectStream(streamOf(bytes, size))).toEqual(report);
  });

  test('what cannot be unpacked, and nothing at all, is no capture', async () => {
    const damaged = gzipSync(file).fill(0xff, 30, 60);
    await expect(inspectStream(streamOf(damaged, 100))).rejects.toThrow(CaptureError);
    await expect(inspectStream(streamOf(new Uint8Array(), 1))).rejects.toThrow('too short to be a capture');
  });

  test('what the stream fails with comes through', async () => {
    const failing = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.error(new TypeError('network error')),
    });
    await expect(inspectStream(failing)).rejects.toThrow(new TypeError('network error'));
  });
});
