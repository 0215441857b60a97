/** Whole byte strings as one element: the way into every DER type. */

import { ProtocolError } from '../base/errors.ts';
import type { FailureCode } from '../base/failures.ts';
import { Reader } from '../wire/reader.ts';
import { badDer, type DerType } from './element.ts';

/** Decodes exactly one element. Throws `failure`, with what is wrong and where. */
export function parseDer<T>(type: DerType<T>, bytes: Uint8Array, failure: FailureCode = 'bad_der'): T {
  const input = new Reader(bytes);
  try {
    const value = type.read(input);
    if (input.remaining > 0) throw badDer(input, `${input.remaining} bytes too many at the end`);
    return value;
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code === failure) throw error;
    // What is not DER inside, such as a list of timestamps, fails with a code of its own.
    const details = error.code === 'bad_der' ? error.details : { why: error.message };
    throw new ProtocolError(failure, details, { cause: error });
  }
}
