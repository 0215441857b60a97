/** How values of flags are written. */

import { isSchemeName, type SchemeName, schemeById } from 'handfast/registry';
import { notImplemented, ShimFailure } from './failure.ts';

/** Strings, each after a byte with its length: the body of an ALPN list. */
export function wireList(list: string | undefined): readonly string[] {
  const names: string[] = [];
  for (let rest = list ?? ''; rest !== ''; ) {
    const length = rest.charCodeAt(0);
    if (length === 0 || length >= rest.length) throw new ShimFailure('a list of protocols is malformed');
    names.push(rest.slice(1, 1 + length));
    rest = rest.slice(1 + length);
  }
  return names;
}

/** Text of one-byte characters as bytes. */
export const latin1Bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Signature schemes by their numbers. Throws `ShimFailure` for one that we cannot use. */
export const schemesNumbered = (ids: readonly number[]): readonly SchemeName[] =>
  ids.map((id) => {
    const name = schemeById(id)?.name;
    if (name === undefined || !isSchemeName(name)) throw notImplemented(`signature scheme 0x${id.toString(16)}`);
    return name;
  });
