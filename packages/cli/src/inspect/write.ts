/** `--write`: the packets that were chosen as a new capture. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { CaptureExport, type InspectionOptions, type Secrets } from '@handfast/inspect';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import type { InspectFlags } from './flags.ts';

/** A capture file that is being written. */
export interface CaptureFile {
  /** The same options, while packets and secrets are written as well. */
  around(options: InspectionOptions): InspectionOptions;
  /** Writes what is left. */
  close(): void;
}

/** Begins the file, readable for its owner only: secrets are inside. Throws `CommandError`. */
export function captureFile(path: string, flags: InspectFlags, { keyLog = '' }: Secrets): CaptureFile {
  const ownSecretsOnly = flags.stream !== undefined || flags.filter !== undefined;
  const capture = new CaptureExport({ redact: flags.redact === true, ownSecretsOnly });
  const file = explained(path, () => openSync(path, 'w', 0o600));
  let waiting: Uint8Array[] = [capture.header()];
  let size = 0;
  const flush = () => {
    explained(path, () => writeSync(file, Buffer.concat(waiting)));
    waiting = [];
    size = 0;
  };
  capture.keyLog(keyLog);
  return {
    around: (options) => ({
      ...options,
      redacts: flags.redact === true,
      keyLog: (text) => capture.keyLog(text),
      packet(packet) {
        for (const part of capture.packet(packet)) {
          waiting.push(part);
          size += part.length;
        }
        if (size > flushAt) flush();
        options.packet?.(packet);
      },
    }),
    close() {
      flush();
      closeSync(file);
    },
  };
}

function explained<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const cause = `the capture ${path} cannot be written (${systemCode(error)})`;
    throw new CommandError(
      { exitCode: exitCodes.input, code: 'bad_output', cause, fix: 'choose another' },
      { cause: error },
    );
  }
}

const flushAt = 1024 * 1024;
