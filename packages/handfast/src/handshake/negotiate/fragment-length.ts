/** max_fragment_length: smaller records, for devices with little memory. RFC 6066 §4 */

import { ProtocolError } from '../../base/errors.ts';
import type { HandshakeIo } from '../io.ts';

/** Lengths in bytes that a client can ask for, by code. */
export const fragmentLengths = { 512: 1, 1024: 2, 2048: 3, 4096: 4 } as const;

/** In bytes. */
export type FragmentLength = keyof typeof fragmentLengths;

/** Throws `bad_value` for codes other than 1 to 4. */
export function checkFragmentLength(code: number | undefined): void {
  if (code !== undefined && (code < 1 || code > 4)) throw new ProtocolError('bad_value', { maxFragmentLength: code });
}

/** How many bytes a code stands for. */
export const fragmentLength = (code: number): number => 256 << code;

/** Limits that a server may answer with. */
interface LimitAnswers {
  readonly max_fragment_length?: number | undefined;
  readonly record_size_limit?: number | undefined;
}

/**
 * Limits records to what the server agrees on, if it does. Throws `bad_value` when that is not what was asked for, or
 * when it answers with both kinds of limit (RFC 8449 §5).
 */
export function obeyFragmentLength(
  io: HandshakeIo,
  asked: FragmentLength | undefined,
  { max_fragment_length: code, record_size_limit }: LimitAnswers,
): void {
  if (code === undefined) return;
  const chosen = asked && fragmentLengths[asked];
  if (code !== chosen || record_size_limit !== undefined)
    throw new ProtocolError('bad_value', { maxFragmentLength: code });
  const length = fragmentLength(code) + 1;
  io.limitRecords({ sent: length, received: length });
}
