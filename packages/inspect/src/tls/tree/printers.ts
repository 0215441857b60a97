/** From the spans that the engine's codecs leave to lines of a tree. */

import type { Span } from 'handfast/wire';
import type { TreeNode } from '../../model.ts';
import { textOf, toHex } from '../bytes.ts';
import type { Style } from './style.ts';
import { bytesText, plural, spaced, words } from './values.ts';

/** Where spans lie, and how to print them. */
export interface Place {
  /** Added to a span's offsets: where its bytes begin in what the root of the tree shows. */
  readonly base: number;
  /** The bytes that were annotated. */
  readonly bytes: Uint8Array;
  readonly style: Style;
  /** The section that says so, for each line below. */
  readonly rule: string | undefined;
  /** Seconds since 1970 at which the bytes were seen. */
  readonly time: number;
}

/** The lines of one span. */
export type Printer = (span: Span, place: Place) => readonly TreeNode[];

/** One line that covers a span. */
export function lineOf(
  label: string,
  span: Pick<Span, 'start' | 'end'>,
  place: Place,
  more: Partial<TreeNode> = {},
): TreeNode {
  const length = span.end - span.start;
  const leaf = more.children === undefined;
  return {
    label,
    offset: place.base + span.start,
    length,
    ...(leaf && length > 0 && length <= 64 && { bytes: toHex(place.bytes.subarray(span.start, span.end)) }),
    ...(place.rule !== undefined && { rule: place.rule }),
    ...more,
  };
}

/** `Label: text of the value` */
export const value =
  (label: string, text: (value: number, style: Style) => string = String): Printer =>
  (span, place) => [lineOf(`${label}: ${text(Number(span.value), place.style)}`, span, place)];

/** `Label: 0102…` */
export const bytes =
  (label: string): Printer =>
  (span, place) => [
    lineOf(`${label}: ${bytesText(place.bytes.subarray(span.start, span.end), place.style)}`, span, place),
  ];

/** A length and the bytes behind it, which are shown unless there are none. */
export const counted =
  (label: string, lengthLabel = `${label} Length`, text?: (value: Uint8Array) => string): Printer =>
  (span, place) => {
    const [length, content] = span.children;
    const lines = length === undefined ? [] : value(lengthLabel)(length, place);
    if (content === undefined || content.end === content.start) return lines;
    if (text === undefined) return [...lines, ...bytes(label)(content, place)];
    const shown = text(place.bytes.subarray(content.start, content.end));
    return [...lines, lineOf(`${label}: ${shown}`, content, place)];
  };

/** `Label: name (1)`, by a table or as the codec says. */
export const withMeaning =
  (label: string, names: Readonly<Record<number, string>>): Printer =>
  (span, place) => [
    lineOf(`${label}: ${names[Number(span.value)] ?? span.meaning ?? 'Unknown'} (${String(span.value)})`, span, place),
  ];

/** A text behind its length. */
export const text =
  (label: string, lengthLabel?: string): Printer =>
  (span, place) =>
    counted(label, lengthLabel, textOf)(span, place);

/** A length and a list behind it. `title` names the line that holds the items. */
export const list =
  (lengthLabel: string, title: (items: number, bytes: number) => string, item: Printer): Printer =>
  (span, place) => {
    const [length, ...items] = span.children;
    const lines = length === undefined ? [] : value(lengthLabel)(length, place);
    if (length === undefined) return lines;
    const inside = { start: length.end, end: span.end };
    const children = items.flatMap((one) => (one.name === 'unread' ? generic(one, place) : item(one, place)));
    return [...lines, lineOf(title(items.length, inside.end - inside.start), inside, place, { children })];
  };

/** `Cipher Suites (34 suites)` */
export const many =
  (label: string, unit: string, units = `${unit}s`): ((items: number) => string) =>
  (items) =>
    `${label} (${items} ${plural(items) === '' ? unit : units})`;

/** A length and its items side by side, without a line of their own. */
export const flat =
  (lengthLabel: string, item: Printer): Printer =>
  (span, place) => {
    const [length, ...items] = span.children;
    return [
      ...(length === undefined ? [] : value(lengthLabel)(length, place)),
      ...items.flatMap((one) => (one.name === 'unread' ? generic(one, place) : item(one, place))),
    ];
  };

/** The fields of a struct, one after another; those that the table does not name are printed as they are. */
export const fields =
  (table: Readonly<Record<string, Printer>>): Printer =>
  (span, place) =>
    span.children.flatMap((child) => (table[child.name] ?? generic)(child, place));

/** A line with what `inner` prints below it. */
export const under =
  (label: string | ((span: Span) => string), inner: Printer): Printer =>
  (span, place) => [
    lineOf(typeof label === 'string' ? label : label(span), span, place, { children: inner(span, place) }),
  ];

/** Nothing to say besides what surrounds it. */
export const nothing: Printer = (span, place) => span.children.flatMap((child) => generic(child, place));

/** What has no words of its own: its name, and what the codec says of it. */
export const generic: Printer = (span, place) => {
  const name = nameOf(span);
  if (span.name === 'unread') return [lineOf(`Not decoded: ${hexOf(span, place)}`, span, place)];
  const [first, second] = span.children;
  if (first?.name === 'length' && second?.name === 'value')
    return counted(name, undefined, texts.has(span.name) ? textOf : undefined)(span, place);
  if (span.children.length > 0) return under(name, nothing)(span, place);
  const shown = typeof span.value === 'number' || typeof span.value === 'string' ? span.value : hexOf(span, place);
  const note = span.meaning === undefined ? {} : { note: span.meaning };
  return [lineOf(`${name}: ${span.meaning === undefined ? shown : `${span.meaning} (${shown})`}`, span, place, note)];
};

/** Items of a list are called by what they are, if that has a name. */
function nameOf({ name, type }: Span): string {
  if (!/^\d+$/.test(name)) return words(spaced(name).replaceAll('_', ' '));
  return /^[A-Z][A-Za-z]+$/.test(type) ? spaced(type) : `Item ${name}`;
}

/** Fields that are meant to be read. */
const texts: ReadonlySet<string> = new Set(['userPrincipalName', 'domainName', 'url']);

const hexOf = ({ start, end }: Span, place: Place): string => bytesText(place.bytes.subarray(start, end), place.style);
