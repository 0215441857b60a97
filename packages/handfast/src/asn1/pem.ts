/** PEM: DER in base64 between lines that say what it is (RFC 7468). */

import { latin1 } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';

/** One object of a PEM text. */
export interface PemObject {
  /** What stands behind BEGIN, such as `CERTIFICATE`. */
  readonly label: string;
  /** Headers of RFC 1421 (`Proc-Type: 4,ENCRYPTED`), as old private keys have them. */
  readonly headers: readonly string[];
  readonly bytes: Uint8Array;
}

/**
 * Every object of a text, in order. Text outside of the objects is ignored (RFC 7468 §5.2); inside, nothing is.
 * Throws `bad_pem`.
 */
export function parsePem(text: string): readonly PemObject[] {
  const objects: PemObject[] = [];
  // Editors of Windows put a byte order mark in front.
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length; at++) {
    const label = boundary(lines[at] as string, 'BEGIN');
    if (label === undefined) continue;
    const end = endOf(lines, at + 1, label);
    objects.push(parseObject(label, lines.slice(at + 1, end)));
    at = end;
  }
  return objects;
}

/** The bytes of every object with this label, in order. Throws `bad_pem`, and `MisuseError` when there is none. */
export function parsePemOf(label: string, text: string): readonly Uint8Array[] {
  const found = parsePem(text).filter((object) => object.label === label);
  if (found.length === 0) throw new MisuseError(`no ${label} in this PEM text`);
  return found.map(({ bytes }) => bytes);
}

/** One object as PEM, with a line end behind it. */
export function encodePem(label: string, bytes: Uint8Array): string {
  const lines = btoa(latin1(bytes)).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

// RFC 7468 §3: printable characters except hyphens, which may stand alone between them.
const boundaryLine = /^-----(BEGIN|END) ([!-,.-~]+(?:[- ][!-,.-~]+)*)-----[ \t]*$/;

function boundary(line: string, kind: 'BEGIN' | 'END'): string | undefined {
  if (!line.startsWith('-----')) return undefined;
  const match = boundaryLine.exec(line);
  return match?.[1] === kind ? match[2] : undefined;
}

function endOf(lines: readonly string[], start: number, label: string): number {
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] as string;
    if (boundary(line, 'END') === label) return at;
    if (line.startsWith('-----')) throw refused(`${label} is not followed by its END`);
  }
  throw refused(`${label} has no END`);
}

function parseObject(label: string, lines: readonly string[]): PemObject {
  const blank = lines.findIndex((line) => line.trim() === '');
  const hasHeaders = lines[0]?.includes(':') === true;
  if (hasHeaders && blank < 0) throw refused(`the headers of ${label} do not end`);
  const headers = hasHeaders ? lines.slice(0, blank) : [];
  const body = (hasHeaders ? lines.slice(blank) : lines).join('').replace(/[ \t]/g, '');
  return { label, headers, bytes: decodeBase64(label, body) };
}

/** Strict: padding where it belongs, and the bits that it leaves over are zero. RFC 4648 §3.5 */
function decodeBase64(label: string, body: string): Uint8Array {
  const isRight = body.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(body);
  if (!isRight) throw refused(`${label} is not base64`);
  const characters = atob(body);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  if (body.endsWith('=') && btoa(characters.slice(-(characters.length % 3))) !== body.slice(-4)) {
    throw refused(`${label} ends with bits that are not zero`);
  }
  return bytes;
}

const refused = (why: string): ProtocolError => new ProtocolError('bad_pem', { why });
