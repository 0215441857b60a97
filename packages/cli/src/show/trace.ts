/** Messages and certificates byte by byte: offset, hexadecimal, field and meaning, as a tree. */

import { leaves, type Span } from 'handfast/wire';
import type { Screen } from '../terminal/screen.ts';
import { annotated } from './annotated.ts';
import type { Rung } from './recorder.ts';

/** Draws every byte of a rung. */
export const showTrace = (screen: Screen, rung: Rung): void => showSpans(screen, annotated(rung), rung.bytes);

/** Draws every byte of anything that has been annotated. */
export function showSpans(screen: Screen, root: Span, bytes: Uint8Array): void {
  for (const line of spanLines(screen, root, bytes, 0)) screen.line(line);
  screen.line();
}

/** The same for machines: the spans that tile the bytes, in order. */
export const spanFields = (root: Span, bytes: Uint8Array): readonly object[] =>
  leaves(root).map((span) => ({
    start: span.start,
    end: span.end,
    hex: Buffer.from(bytes.subarray(span.start, span.end)).toString('hex'),
    path: span.path,
    type: span.type,
    meaning: meaning(span) ?? null,
  }));

function* spanLines(screen: Screen, span: Span, bytes: Uint8Array, depth: number): Generator<string> {
  const { paint } = screen;
  const indent = '  '.repeat(depth);
  if (span.children.length === 0) return yield* leafLines(screen, span, bytes, indent);
  yield `${' '.repeat(hexColumn + inlineWidth)}${indent}${paint('bold', span.name)}`;
  for (const child of span.children) yield* spanLines(screen, child, bytes, depth + 1);
}

/** A few bytes beside the name of the field; the rest of a long one in full lines below. */
function* leafLines({ paint }: Screen, span: Span, bytes: Uint8Array, indent: string): Generator<string> {
  const content = bytes.subarray(span.start, span.end);
  const inline = hex(content.subarray(0, inlineBytes)).padEnd(inlineWidth);
  const means = meaning(span);
  const text = means === undefined ? '' : `  ${paint('green', means)}`;
  yield `${paint('dim', offset(span.start))}${paint('cyan', inline)}${indent}${span.name}${text}`;
  for (let at = inlineBytes; at < content.length; at += lineBytes) {
    const line = hex(content.subarray(at, at + lineBytes));
    yield `${paint('dim', offset(span.start + at))}${paint('cyan', line)}`;
  }
}

/** What the codecs say, else the value when it is more than its bytes. */
export function meaning({ meaning: words, value, start, end }: Span): string | undefined {
  if (words !== undefined) return words;
  if (start === end) return 'empty';
  if (value instanceof Uint8Array) return readable(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? JSON.stringify(value)
    : undefined;
}

/** Bytes that are ASCII text, such as a host name, in quotes. */
function readable(value: Uint8Array): string | undefined {
  const isText = value.length > 1 && value.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? JSON.stringify(Buffer.from(value).toString('latin1')) : undefined;
}

const hex = (bytes: Uint8Array): string => (Buffer.from(bytes).toString('hex').match(/../g) ?? []).join(' ');
const offset = (at: number): string => `  ${at.toString(16).padStart(4, '0')}  `;

const hexColumn = 8;
const inlineBytes = 8;
const inlineWidth = 3 * inlineBytes + 1;
const lineBytes = 23;
