/** What somebody at a terminal types: data for the server, but for lines that are commands. */

import { Transform, type TransformCallback } from 'node:stream';

/** Passes everything on but lines with a single `R`, for each of which it calls `renegotiate`. */
export class CommandLines extends Transform {
  readonly #renegotiate: () => void;
  #atLineStart = true;

  constructor(renegotiate: () => void) {
    super();
    this.#renegotiate = renegotiate;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (let rest = chunk; rest.length > 0; ) {
      const end = rest.indexOf(newline) + 1 || rest.length;
      const line = rest.subarray(0, end);
      if (this.#atLineStart && isCommand(line)) this.#renegotiate();
      else this.push(line);
      this.#atLineStart = line.at(-1) === newline;
      rest = rest.subarray(end);
    }
    done();
  }
}

const newline = 0x0a;
const isCommand = (line: Buffer): boolean => /^R\r?\n$/.test(line.toString('latin1'));
