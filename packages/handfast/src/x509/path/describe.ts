/** Names and certificates in words, safe to print: no control character of a certificate reaches a terminal. */

import { toHex } from '../../base/bytes.ts';
import type { Certificate } from '../certificate.ts';
import type { GeneralName } from '../general-name.ts';
import { formatIpAddress } from '../ip-address.ts';
import type { Name } from '../name.ts';

/** `CN=Root, O=Example`, most specific first, shortened; `an empty name` for the empty one. */
export function showName({ rdnSequence }: Name): string {
  const attributes = rdnSequence.flat().reverse();
  if (attributes.length === 0) return 'an empty name';
  const shown = attributes.map(({ type, value }) => {
    return `${shortNames[type] ?? type}=${value.kind === 'other' ? `#${toHex(value.value)}` : printable(value.value)}`;
  });
  return shorten(shown.join(', '), 120);
}

/** Such as `dNSName example.com`. */
export function showGeneralName(name: GeneralName): string {
  switch (name.kind) {
    case 'directoryName':
      return `directoryName ${showName(name.value)}`;
    case 'iPAddress':
      return `iPAddress ${showIp(name.value)}`;
    case 'otherName':
      return `otherName ${name.value.typeId}`;
    case 'x400Address':
    case 'ediPartyName':
      return name.kind;
    default:
      return `${name.kind} ${name.value === '' ? '""' : shorten(printable(name.value), 120)}`;
  }
}

/** Days are enough for people, and the time of day where it matters: `2024-04-01T00:00:00Z`. */
export function showTime(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().replace('.000Z', 'Z') : String(time);
}

/** A certificate by its place: 0 is the one that was asked about, then the intermediates, `root` for the anchor. */
export function showPlace(place: number | 'root', subject: Name): string {
  const what = place === 'root' ? 'the root' : place === 0 ? 'the certificate' : `intermediate ${place}`;
  return `${what} (${showName(subject)})`;
}

/** NUL as `\0`, other control characters and non-characters as `\u{…}`, so that nothing can hide. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) =>
    character === '\0' ? '\\0' : `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );
}

export const serialHex = ({ serialNumber }: Certificate): string => toHex(serialNumber);

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

function showIp(bytes: Uint8Array): string {
  if (bytes.length !== 8 && bytes.length !== 32) return formatIpAddress(bytes);
  const half = bytes.length / 2;
  const mask = bytes.subarray(half);
  const ones = mask.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return `${formatIpAddress(bytes.subarray(0, half))}/${ones}`;
}

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};
