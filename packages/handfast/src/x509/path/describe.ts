/** Names, times and places in a path, in words that are safe to print. */

import type { GeneralName } from '../general-name.ts';
import { formatIpAddress } from '../ip-address.ts';
import type { Name } from '../name.ts';
import { nameText, visibleText } from '../name-text.ts';

/** `CN=Root,O=Example`, shortened; `an empty name` for the empty one. */
export const showName = (name: Name): string =>
  name.rdnSequence.length === 0 ? 'an empty name' : shorten(nameText(name));

/** Such as `dNSName example.com`; a NUL is `\0`. */
export function showGeneralName({ kind, value }: GeneralName): string {
  switch (kind) {
    case 'directoryName':
      return `directoryName ${showName(value)}`;
    case 'iPAddress':
      return `iPAddress ${showRange(value)}`;
    case 'otherName':
      return `otherName ${value.typeId}`;
    case 'x400Address':
    case 'ediPartyName':
      return kind;
    default:
      return `${kind} ${value === '' ? '""' : showText(value)}`;
  }
}

/** A text of a certificate, shortened, with whatever cannot be seen escaped; a NUL is `\0`. */
export const showText = (text: string): string => shorten(text.split('\0').map(visibleText).join('\\0'));

/** Such as `2024-04-01T00:00:00Z`. */
export const showTime = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/** A certificate by its place: 0 is the one that was asked about, then the intermediates, `root` for the anchor. */
export function showPlace(place: number | 'root', subject: Name): string {
  const what = place === 'root' ? 'the root' : place === 0 ? 'the certificate' : `intermediate ${place}`;
  return `${what} (${showName(subject)})`;
}

const shorten = (text: string): string => (text.length <= 120 ? text : `${text.slice(0, 119)}…`);

/** An address, or the address and mask of a name constraint as `192.0.2.0/24`. */
function showRange(bytes: Uint8Array): string {
  if (bytes.length !== 8 && bytes.length !== 32) return formatIpAddress(bytes);
  const half = bytes.length / 2;
  const ones = bytes.subarray(half).reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return `${formatIpAddress(bytes.subarray(0, half))}/${ones}`;
}
