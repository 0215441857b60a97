/** The bytes of a capture: from a file or from standard input, unpacked if gzip packed them. */

import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import type { Surroundings } from '../surroundings.ts';

export interface Source {
  /** Throws `CommandError` when reading fails. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** In bytes; `undefined` when nobody knows. */
  readonly size: number | undefined;
  /** How many bytes of the file were read so far. */
  read(): number;
}

/** Opens `-` or a file. Throws `CommandError` when there is none. */
export function openSource(path: string, { stdin, signal }: Surroundings): Source {
  const isInput = path === '-';
  const size = isInput ? undefined : sizeOf(path);
  const raw = isInput ? stdin : createReadStream(path, { highWaterMark: chunkSize });
  let count = 0;
  const counted = async function* () {
    signal.addEventListener('abort', () => raw.destroy(), { once: true });
    try {
      for await (const chunk of raw as AsyncIterable<Uint8Array>) {
        count += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  return { chunks: explained(path, unpacked(counted())), size, read: () => count };
}

/** Two bytes tell whether gzip packed what follows. */
async function* unpacked(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first: Uint8Array = new Uint8Array();
  while (first.length < 2) {
    const { value, done } = await chunks.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    if (first.length > 0) yield first;
    yield* chunks;
    return;
  }
  const packed = async function* () {
    yield first;
    yield* chunks;
  };
  yield* pipeline(packed, createGunzip({ chunkSize }), () => {}) as AsyncIterable<Uint8Array>;
}

async function* explained(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function sizeOf(path: string): number | undefined {
  try {
    const status = statSync(path);
    return status.isFile() ? status.size : undefined;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): CommandError {
  const cause = `the capture ${path} cannot be read (${systemCode(error)})`;
  return new CommandError(
    { exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'check the path' },
    { cause: error },
  );
}

const chunkSize = 256 * 1024;
