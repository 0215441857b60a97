/** What every byte of a rung is: the engine's own codecs say so, inside certificates too. */

import { alertName } from 'handfast/registry';
import { annotate, handshakeMessage, type Span } from 'handfast/wire';
import { annotateCertificate } from 'handfast/x509';
import type { Rung } from './recorder.ts';

/** The spans of a rung. Those without children tile its bytes exactly. */
export function annotated(rung: Rung): Span {
  if (rung.dialect !== undefined) return withCertificates(annotate(handshakeMessage(rung.dialect), rung.bytes).root);
  const [first = 0, second = 0] = rung.bytes;
  if (rung.kind === 'change_cipher_spec') {
    return group('ChangeCipherSpec', [leaf('ChangeCipherSpec', 'type', 0, first, 'change_cipher_spec')]);
  }
  return group('Alert', [
    leaf('Alert', 'level', 0, first, first === 2 ? 'fatal' : 'warning'),
    leaf('Alert', 'description', 1, second, alertName(second)),
  ]);
}

/** Puts the parts of a certificate in the place of its bytes. */
function withCertificates(span: Span): Span {
  if (span.name === 'certData') return { ...span, children: span.children.map(certificate) };
  return { ...span, children: span.children.map(withCertificates) };
}

function certificate(span: Span): Span {
  if (span.name !== 'value' || !(span.value instanceof Uint8Array)) return span;
  const { root, error } = annotateCertificate(span.value);
  return error === undefined ? moved(root, span.start, span.path.slice(0, -'.value'.length)) : span;
}

function moved(span: Span, by: number, under: string): Span {
  return {
    ...span,
    path: `${under}.${span.path}`,
    start: span.start + by,
    end: span.end + by,
    children: span.children.map((child) => moved(child, by, under)),
  };
}

function group(name: string, children: readonly Span[]): Span {
  const end = children.at(-1)?.end ?? 0;
  return { path: name, name, type: name, start: 0, end, value: undefined, meaning: undefined, children };
}

function leaf(parent: string, name: string, start: number, value: number, meaning: string): Span {
  return { path: `${parent}.${name}`, name, type: 'uint8', start, end: start + 1, value, meaning, children: [] };
}
