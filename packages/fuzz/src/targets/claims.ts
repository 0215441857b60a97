/** What must hold, whatever the input. */

import { equalBytes, toHex } from '../../../handfast/src/base/bytes.ts';
import { ProtocolError } from '../../../handfast/src/base/errors.ts';
import { annotate, leaves, type Span } from '../../../handfast/src/wire/annotate.ts';
import { type AnyCodec, decode, encode } from '../../../handfast/src/wire/codec.ts';

export function claim(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** A value, or the refusal of what it was to be made of. Every other error is a failure. */
export function attempt<T>(action: () => T): { readonly value: T } | { readonly refusal: ProtocolError } {
  try {
    return { value: action() };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    claim(error.code !== 'internal_error', 'a refusal with internal_error');
    return { refusal: error };
  }
}

/** Decode then encode is the identity on what decode accepts; annotate agrees with decode and tiles its input. */
export function checkCodec(codec: AnyCodec, bytes: Uint8Array): void {
  const decoded = attempt(() => decode(codec, bytes));
  const { root, error, value } = annotate(codec, bytes);
  checkTiles(root, bytes.length);
  if ('refusal' in decoded) {
    claim(error?.code === decoded.refusal.code, `decode says ${decoded.refusal.code}, annotate ${error?.code}`);
    return;
  }
  claim(error === undefined && value !== undefined, `annotate alone refuses: ${error?.message}`);
  const encoded = encode(codec, decoded.value);
  claim(equalBytes(encoded, bytes), `${toHex(bytes)} becomes ${toHex(encoded)}`);
}

/** The spans without children come one after another, from the first byte to the last. */
export function checkTiles(root: Span, length: number): void {
  let reached = 0;
  for (const { path, start, end } of leaves(root)) {
    claim(start === reached && end >= start, `${path} covers ${start} to ${end}, after ${reached}`);
    reached = end;
  }
  claim(reached === length, `the spans end at ${reached}, the input at ${length}`);
}
