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
    if (!(error instanceof ProtocolError) || error.code !== 'bad_der' || failure === 'bad_der') throw error;
    throw new ProtocolError(failure, error.details, { cause: error });
  }
}
