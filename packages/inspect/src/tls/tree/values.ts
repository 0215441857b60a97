/** How values are written in a tree. */

import { alertName, contentTypeById, groupById, isGrease, schemeName, suiteName, versionName } from 'handfast/registry';
import { hexNumber, toHex } from '../bytes.ts';
import type { Style } from './style.ts';

/** `Name (0x1301)`; `Unknown (0xcc16)` and `Reserved (GREASE) (0x0a0a)` where the registries have no name. */
export function named16(name: string, value: number): string {
  if (isGrease(value) && name.startsWith('GREASE')) return `Reserved (GREASE) (${hexNumber(value, 2)})`;
  return name.startsWith('Unknown') ? `Unknown (${hexNumber(value, 2)})` : `${name} (${hexNumber(value, 2)})`;
}

export const versionText = (value: number): string => named16(versionName(value), value);

export const schemeText = (value: number): string => named16(schemeName(value), value);

export const groupText = (value: number): string =>
  named16(groupById(value)?.name ?? (isGrease(value) ? 'GREASE' : 'Unknown'), value);

export const suiteText = (value: number, style: Style): string =>
  style.unnamedSuites.has(value) ? `Unknown (${hexNumber(value, 2)})` : named16(suiteName(value), value);

const contentTitles: Readonly<Record<string, string>> = {
  change_cipher_spec: 'Change Cipher Spec',
  alert: 'Alert',
  handshake: 'Handshake',
  application_data: 'Application Data',
  heartbeat: 'Heartbeat',
  tls12_cid: 'Connection ID',
  ACK: 'ACK',
  return_routability_check: 'Return Routability Check',
};

/** `Handshake`, or `Unknown`. */
export const contentTitle = (type: number): string => contentTitles[contentTypeById(type) ?? ''] ?? 'Unknown';

/** `Handshake (22)` */
export const contentText = (type: number): string => `${contentTitle(type)} (${type})`;

/** `Bad Record MAC`: the words of an alert, each with a capital but for one, as Wireshark has them. */
export const alertTitle = (description: number): string => {
  const name = alertName(description);
  if (name.startsWith('Unknown')) return 'Unknown';
  return words(name.replaceAll('_', ' '))
    .replace('Application Protocol', 'application Protocol')
    .replace('Mac', 'MAC')
    .replace('Ca', name.endsWith('_ca') ? 'CA' : 'Ca');
};

/** Each word with a capital. */
export const words = (text: string): string => text.replace(/(^| )\w/g, (letter) => letter.toUpperCase());

/** `Client Key Exchange` of `ClientKeyExchange`. */
export const spaced = (name: string): string =>
  name.replace(/([a-z0-9]{2})([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');

/** Hexadecimal digits, cut as the style cuts them. */
export function bytesText(bytes: Uint8Array, style: Style): string {
  const { cutAfter, ellipsis, upperCase } = style;
  const shown = toHex(bytes.subarray(0, cutAfter)) + (bytes.length > cutAfter ? ellipsis : '');
  return upperCase ? shown.toUpperCase() : shown;
}

/** `604800 seconds (7 days)` */
export function secondsText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const spelled = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${plural(count)}`);
  return `${seconds} seconds (${spelled.join(', ') || '0 seconds'})`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Apr  5, 2001 12:32:59.000000000 UTC` */
export function timeText(seconds: number, { zone: { minutes, name }, fieldNames }: Style): string {
  const date = new Date((seconds + 60 * minutes) * 1000);
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  // Old documents do not pad it.
  const day = String(date.getUTCDate()).padStart(fieldNames ? 1 : 2);
  return `${months[date.getUTCMonth()]} ${day}, ${date.getUTCFullYear()} ${clock}.000000000 ${name}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The ending of a noun after so many. */
export const plural = (count: number): string => (count === 1 ? '' : 's');
