/** What protection adds to the content of a record: nonce or IV before it, type, MAC, tag and padding behind. RFC 5246 §6.2.3 */

import { type CipherSuite, hashLength, type VersionRow } from 'handfast/registry';
import type { TreeNode } from '../../model.ts';
import { lineOf, type Place } from './printers.ts';
import { bytesText, contentText, plural } from './values.ts';

/** What one direction's keys were agreed for. */
export interface Seal {
  readonly version: VersionRow;
  readonly suite: CipherSuite;
  readonly encryptThenMac: boolean;
  readonly truncatedHmac: boolean;
  readonly compressed: boolean;
}

/** A part of a protected record, in the order of the wire. */
interface Part {
  readonly name: string;
  readonly length: number;
  readonly rule: string;
  readonly note?: string;
  /** Whether its bytes can be read without keys. */
  readonly isOpen?: boolean;
}

/** The parts before and behind the content. */
export interface SealedParts {
  readonly before: readonly Part[];
  readonly behind: readonly Part[];
}

/**
 * How a record of `length` bytes is made up around so many bytes of content, or around content that stays closed.
 * `hidesType`: a type and zeros stand behind the content, as in TLS 1.3 and with connection IDs.
 */
export function sealedParts(seal: Seal, length: number, content?: number, hidesType = false): SealedParts | undefined {
  const before = nonceOf(seal);
  const open = checkOf(seal);
  const inside = length - sum(before) - sum(open);
  if (inside < 0) return undefined;
  if (content === undefined || seal.compressed) return { before, behind: open };
  const hidden = hidesType ? innerParts(inside - content) : insideParts(seal, inside - content);
  return hidden && { before, behind: [...hidden, ...open] };
}

/** What travels before the ciphertext, in the clear. */
function nonceOf({ version, suite: { cipher } }: Seal): readonly Part[] {
  if (version.flow === 'tls13') return [];
  if (cipher.kind === 'block' && version.iv === 'explicit') {
    const note = 'random for each record, so that nobody knows it in advance';
    return [open('Initialization Vector', cipher.blockLength, 'RFC 5246 §6.2.3.2', note)];
  }
  if (cipher.kind !== 'aead' || cipher.fixedIvLength !== 4) return [];
  return [open('Explicit Nonce', 8, 'RFC 5246 §6.2.3.3', 'the rest of the nonce comes from the key block')];
}

/** What travels behind the ciphertext: a tag, or the MAC of encrypt-then-MAC and of suites that encrypt nothing. */
function checkOf(seal: Seal): readonly Part[] {
  const { cipher } = seal.suite;
  if (cipher.kind === 'aead') {
    const rule = seal.version.flow === 'tls13' ? 'RFC 8446 §5.2' : 'RFC 5246 §6.2.3.3';
    return [open('Authentication Tag', cipher.tagLength, rule)];
  }
  const mac = macOf(seal);
  if (mac === undefined) return [];
  if (cipher.kind === 'null') return [{ ...mac, isOpen: true }];
  return isEtm(seal) ? [{ ...mac, rule: 'RFC 7366 §3', isOpen: true }] : [];
}

/** What is encrypted behind the content up to TLS 1.2; `undefined` when the lengths do not add up. */
function insideParts(seal: Seal, length: number): readonly Part[] | undefined {
  const { cipher } = seal.suite;
  const mac = isEtm(seal) || cipher.kind === 'null' ? undefined : macOf(seal);
  const padding = length - (mac?.length ?? 0);
  const macs = mac === undefined ? [] : [{ ...mac, note: 'encrypted together with the content' }];
  if (cipher.kind !== 'block') return padding === 0 ? macs : undefined;
  if (padding < 1) return undefined;
  const rule = 'RFC 5246 §6.2.3.2';
  const filler = padding === 1 ? [] : [{ name: 'Padding', length: padding - 1, rule, note: 'fills the last block' }];
  return [...macs, ...filler, { name: `Padding Length: ${padding - 1}`, length: 1, rule }];
}

/** What is encrypted behind the content where the type is hidden. */
function innerParts(length: number): readonly Part[] | undefined {
  if (length < 1) return undefined;
  const note = 'zeros that hide how long the content is';
  return length === 1 ? [type] : [type, { name: 'Padding', length: length - 1, rule: 'RFC 8446 §5.4', note }];
}

const type: Part = { name: 'Content Type', length: 1, rule: 'RFC 8446 §5.2' };

function macOf({ version, suite: { mac }, truncatedHmac }: Seal): Part | undefined {
  if (!(mac in hashLength)) return undefined;
  const whole = hashLength[mac as keyof typeof hashLength];
  const isSsl3 = version.mac === 'ssl3';
  return {
    name: isSsl3 ? `MAC (SSL 3.0, ${mac.toUpperCase()})` : `MAC (HMAC-${mac.toUpperCase()})`,
    length: truncatedHmac && !isSsl3 ? 10 : whole,
    rule: isSsl3 ? 'RFC 6101 §5.2.3.1' : truncatedHmac ? 'RFC 6066 §7' : 'RFC 5246 §6.2.3.1',
  };
}

const isEtm = ({ encryptThenMac, suite }: Seal): boolean => encryptThenMac && suite.cipher.kind === 'block';

const open = (name: string, length: number, rule: string, note?: string): Part => ({
  name,
  length,
  rule,
  isOpen: true,
  ...(note !== undefined && { note }),
});

/** How many bytes parts take. */
export const sum = (parts: readonly Part[]): number => parts.reduce((total, { length }) => total + length, 0);

/** One line for each part, the first of which begins at `at` in the fragment. */
export function partLines(parts: readonly Part[], at: number, place: Place): readonly TreeNode[] {
  let start = at;
  return parts.flatMap((part) => {
    const span = { start, end: start + part.length };
    start = span.end;
    // Wireshark has a line of its own for the type.
    if (part === type) return [];
    const { note, rule, isOpen } = part;
    const line = lineOf(labelOf(part, span, place), span, { ...place, rule }, note === undefined ? {} : { note });
    return [isOpen ? line : withoutBytes(line)];
  });
}

function labelOf({ name, length, isOpen }: Part, span: { start: number; end: number }, place: Place): string {
  if (name.includes(': ')) return name;
  return isOpen
    ? `${name}: ${bytesText(place.bytes.subarray(span.start, span.end), place.style)}`
    : `${name}: ${length} byte${plural(length)}`;
}

/** Of what is encrypted: the bytes that stand there on the wire would be told for its content. */
function withoutBytes({ bytes: _, ...line }: TreeNode): TreeNode {
  return line;
}

/** `[Content Type: Handshake (22)]`, at its place behind the content. */
export const innerTypeLine = (value: number, at: number, place: Place): TreeNode =>
  withoutBytes(
    lineOf(`[Content Type: ${contentText(value)}]`, { start: at, end: at + 1 }, { ...place, rule: type.rule }),
  );
