/** Records of SSL 2.0 as trees, in Wireshark's words. */

import { suiteName } from 'handfast/registry';
import { annotate } from 'handfast/wire';
import type { TreeNode } from '../../model.ts';
import { certificateNode } from '../tree/certificate.ts';
import { bytes, fields, lineOf, many, type Place, type Printer, under, value } from '../tree/printers.ts';
import { versionText } from '../tree/values.ts';
import { kindName, messages2 } from './formats.ts';

export interface Record2 {
  readonly whole: Uint8Array;
  readonly headerLength: number;
  readonly padding: number;
  readonly type: number;
  readonly title: string;
  readonly isEncrypted: boolean;
  readonly protocol: string;
}

export function recordNode2(
  { whole, headerLength, padding, type, title, isEncrypted, protocol }: Record2,
  place: Place,
): TreeNode {
  const header: Place = { ...place, base: 0, bytes: whole };
  const length = whole.length - headerLength;
  const children: TreeNode[] = [lineOf(`Length: ${length}`, { start: 0, end: 2 }, header)];
  if (headerLength === 3) children.push(lineOf(`Padding Length: ${padding}`, { start: 2, end: 3 }, header));
  const message = messages2[type];
  if (isEncrypted || message === undefined) {
    children.push(lineOf('Encrypted Data', { start: 0, end: length }, place));
  } else {
    children.push(lineOf(`Handshake Message Type: ${title} (${type})`, { start: 0, end: 1 }, place));
    const body = whole.subarray(headerLength + 1);
    const { root, error } = annotate(message.body, body);
    children.push(...fields(printers)(root, { ...place, base: place.base + 1, bytes: body }));
    if (error !== undefined) children.push(lineOf(`[Malformed: ${error.message}]`, { start: 0, end: 0 }, place));
  }
  return lineOf(`${protocol} Record Layer: ${title}`, { start: 0, end: whole.length }, header, { children });
}

const kindText = (kind: number): string =>
  `${kindName(kind) ?? (kind < 0x10000 ? suiteName(kind).replace(/ \(.*/, '') : 'Unknown')} (0x${kind.toString(16).padStart(6, '0')})`;

const content =
  (label: string): Printer =>
  (span, place) =>
    span.end === span.start ? [] : bytes(label)(span, place);

const printers: Readonly<Record<string, Printer>> = {
  version: value('Version', versionText),
  cipherSpecsLength: value('Cipher Spec Length'),
  sessionIdLength: value('Session ID Length'),
  challengeLength: value('Challenge Length'),
  clearKeyLength: value('Clear Key Data Length'),
  encryptedKeyLength: value('Encrypted Key Data Length'),
  keyArgumentLength: value('Key Argument Length'),
  certificateLength: value('Certificate Length'),
  connectionIdLength: value('Connection ID Length'),
  responseLength: value('Response Length'),
  cipherSpecs: (span, place) =>
    under(many('Cipher Specs', 'spec')(span.children.length), fields({}))({ ...span, children: [] }, place).map(
      (node) => ({
        ...node,
        children: span.children.flatMap((one) => value('Cipher Spec', kindText)(one, place)),
      }),
    ),
  cipherKind: value('Cipher Spec', kindText),
  sessionId: content('Session ID'),
  challenge: content('Challenge'),
  clearKey: content('Clear Key Data'),
  encryptedKey: content('Encrypted Key'),
  keyArgument: content('Key Argument'),
  connectionId: content('Connection ID'),
  response: content('Response'),
  certificate: (span, place) => (span.end === span.start ? [] : [certificateNode(span, place)]),
  sessionIdHit: value('Session ID Hit', (hit) => (hit === 0 ? 'False' : 'True')),
};
