/** How values of flags are written. */

import { isKeySchemeName, isSchemeName, type KeySchemeName, type SchemeName, schemeById } from 'handfast/registry';
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

/** Of bytes that a flag holds in Base64. */
export const base64Bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');

/**
 * Byte strings, each after two bytes with its length, all of them after two more: a SignedCertificateTimestampList. Throws
 * `ShimFailure` for anything else.
 */
export function wireList16(list: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(list.buffer, list.byteOffset, list.length);
  const entries: Uint8Array[] = [];
  const malformed = new ShimFailure('[malformed_timestamps]');
  if (list.length < 4 || view.getUint16(0) !== list.length - 2) throw malformed;
  for (let at = 2; at < list.length; ) {
    const length = at + 2 > list.length ? 0 : view.getUint16(at);
    if (length === 0 || at + 2 + length > list.length) throw malformed;
    entries.push(list.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

/** Signature schemes to sign with by their numbers. MD5 with SHA-1 is one of BoringSSL's own: nobody signs with it. */
export const keySchemes = (ids: readonly number[]): readonly KeySchemeName[] =>
  ids.flatMap((id) => {
    const name = schemeById(id)?.name;
    if (name !== undefined && isKeySchemeName(name)) return [name];
    if (id === md5AndSha1) return [];
    throw notImplemented(`signature scheme 0x${id.toString(16)}`);
  });

/** Those to accept: SHA-1 is a matter of the legacy configuration. */
export const acceptedSchemes = (ids: readonly number[]): readonly SchemeName[] => keySchemes(ids).filter(isSchemeName);

const md5AndSha1 = 0xff01;
