/** Why a test ends otherwise than well. */

/** The exit code that tells the runner: this shim does not understand a flag. */
export const unimplemented = 89;

/** What the runner gets to see: a text on stderr and an exit code. */
export class ShimFailure extends Error {
  override readonly name = 'ShimFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A flag, or a value of one, that asks for something we do not have. */
export const notImplemented = (what: string): ShimFailure => new ShimFailure(what, unimplemented);
