/** What holds for extensions in every version: answers need a question, and limits have limits. RFC 8446 §4.2 */

import { ProtocolError } from '../../base/errors.ts';
import { isUnknownExtension } from '../../wire/extensions/extension.ts';

/** Answers need a question; what we do not know was no question but grease. RFC 8446 §4.2, RFC 8701 §3.1 */
export function checkSolicited(asked: object | undefined, answers: object | undefined): void {
  for (const extension of Object.keys(answers ?? {})) {
    const solicited = Object.hasOwn(asked ?? {}, extension) && !isUnknownExtension(extension);
    if (!solicited) throw new ProtocolError('unsolicited_extension', { extension });
  }
}

/** Among the extensions that we know, a message may carry these. Throws `misplaced_extension`. */
export function checkPlaces(allowed: readonly string[], extensions: object | undefined, message: string): void {
  for (const extension of Object.keys(extensions ?? {})) {
    if (!allowed.includes(extension)) throw new ProtocolError('misplaced_extension', { extension, message });
  }
}

/** A limit below 64 is an error; one above what the protocol allows is too, when a server sends it. RFC 8449 §4 */
export function checkRecordSizeLimit(limit: number | undefined, most: number): void {
  if (limit !== undefined && (limit < 64 || limit > most)) throw new ProtocolError('bad_record_size_limit', { limit });
}
