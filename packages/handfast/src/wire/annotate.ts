/** Decoding with a tracer: what every byte is. A dissector that cannot disagree with the engine. */

import { ProtocolError } from '../base/errors.ts';
import type { Codec } from './codec.ts';
import { Reader, type Tracer } from './reader.ts';

/** One field, with its place in the bytes. Spans without children tile the input exactly. */
export interface Span {
  /** Dotted path, such as `ClientHello.extensions.0.type`. */
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  /** Wire type, such as `opaque<0..255>`. */
  readonly type: string;
  /** First byte. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  readonly value: unknown;
  /** What the value means, in words, where the registry knows. */
  readonly meaning: string | undefined;
  readonly children: readonly Span[];
}

export interface Annotation<T> {
  /** Absent when the bytes do not decode. */
  readonly value: T | undefined;
  readonly root: Span;
  /** Why decoding stopped, if it did. What was read until then is in `root`. */
  readonly error: ProtocolError | undefined;
}

/** Decodes `bytes` and says what each of them is; never throws for what the bytes hold. */
export function annotate<T>(codec: Codec<T>, bytes: Uint8Array, name = codec.name): Annotation<T> {
  const collector = new Collector(bytes);
  const input = new Reader(bytes, collector);
  try {
    const value = input.field(name, codec);
    input.expectEnd();
    return { value, root: collector.finish(), error: undefined };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { value: undefined, root: collector.finish(), error };
  }
}

/** The spans that tile the bytes: all that have no children, in order. */
export function leaves(span: Span): readonly Span[] {
  const found: Span[] = [];
  collectLeaves(span, found);
  return found;
}

function collectLeaves(span: Span, found: Span[]): void {
  if (span.children.length === 0) found.push(span);
  for (const child of span.children) collectLeaves(child, found);
}

interface OpenSpan {
  readonly path: string;
  readonly name: string;
  readonly codec: Codec<never>;
  readonly start: number;
  readonly children: Span[];
}

class Collector implements Tracer {
  readonly #bytes: Uint8Array;
  readonly #open: OpenSpan[] = [];
  #root: Span | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  enter(name: string, codec: Codec<never>, offset: number): void {
    const parent = this.#open.at(-1);
    this.#open.push({ path: parent ? `${parent.path}.${name}` : name, name, codec, start: offset, children: [] });
  }

  leave(end: number, value: unknown): void {
    const open = this.#open.pop() as OpenSpan;
    this.#add(closed(open, end, value, open.codec.describe?.(value as never)));
  }

  /** Closes what an error left open; bytes that nobody reached become one last span. */
  finish(): Span {
    const end = this.#bytes.length;
    while (this.#open.length > 0) {
      const open = this.#open.pop() as OpenSpan;
      const reached = open.children.at(-1)?.end ?? open.start;
      if (reached < end) open.children.push(unread(open.path, reached, this.#bytes));
      this.#add(closed(open, end, undefined, undefined));
    }
    const root = this.#root as Span;
    if (root.end === end) return root;
    return { ...root, end, children: [...root.children, unread(root.path, root.end, this.#bytes)] };
  }

  #add(span: Span): void {
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(span);
    else this.#root = span;
  }
}

// Field by field: copying all but one with the rest syntax takes ten times as long.
function closed(open: OpenSpan, end: number, value: unknown, meaning: string | undefined): Span {
  const { path, name, codec, start, children } = open;
  return { path, name, type: codec.name, start, end, value, meaning, children };
}

function unread(parent: string, start: number, bytes: Uint8Array): Span {
  return {
    path: `${parent}.unread`,
    name: 'unread',
    type: 'opaque[...]',
    start,
    end: bytes.length,
    value: bytes.subarray(start),
    meaning: 'not decoded',
    children: [],
  };
}
