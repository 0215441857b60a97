/** Certificates, names and OCSP responses, down to the last byte of their DER. RFC 5280 §4.1 */

import { annotate, type Span } from 'handfast/wire';
import { annotateCertificate, annotateOcspResponse, annotatePublicKey, nameText, nameType } from 'handfast/x509';
import type { TreeNode } from '../../model.ts';
import { lineOf, type Place } from './printers.ts';
import { bytesText, spaced, words } from './values.ts';

/** `Certificate: 3082… (CN=server.test)` with everything that is in it. */
export function certificateNode(span: Span, place: Place): TreeNode {
  const der = place.bytes.subarray(span.start, span.end);
  const { root, value, error } = annotateCertificate(der);
  const inner = { ...place, base: place.base + span.start, bytes: der, rule: 'RFC 5280 §4.1' };
  const subject = value === undefined ? undefined : nameText(value.subject);
  const children = spanNodes(root.children, inner);
  const note = error === undefined ? {} : { note: error.message };
  return lineOf(`Certificate: ${bytesText(der, place.style)}${subject ? ` (${subject})` : ''}`, span, place, {
    children,
    ...note,
  });
}

/** A bare key: what stands in the place of a certificate, or inside a delegated credential. RFC 7250 §3 */
export function publicKeyNode(span: Span, place: Place): TreeNode {
  const der = place.bytes.subarray(span.start, span.end);
  const { root, value, error } = annotatePublicKey(der);
  const inner = { ...place, base: place.base + span.start, bytes: der, rule: 'RFC 5280 §4.1.2.7' };
  const kind = value === undefined || value.key.kind === 'unknown' ? '' : ` (${value.key.kind})`;
  return lineOf(`Subject Public Key Info: ${bytesText(der, place.style)}${kind}`, span, place, {
    children: spanNodes(root.children, inner),
    ...(error !== undefined && { note: error.message }),
  });
}

/** A distinguished name in DER, as text. */
export function nameLine(span: Span, place: Place): TreeNode {
  const der = place.bytes.subarray(span.start, span.end);
  const { value, root } = annotate(nameType, der);
  const inner = { ...place, base: place.base + span.start, bytes: der, rule: 'RFC 5280 §4.1.2.4' };
  const shown = value === undefined ? bytesText(der, place.style) : nameText(value);
  return lineOf(`Distinguished Name: (${shown})`, span, place, { children: spanNodes(root.children, inner) });
}

/** An OCSP response behind its length. */
export function generalText(label: string, span: Span, place: Place): readonly TreeNode[] {
  const [length, content] = span.children;
  if (length === undefined || content === undefined) return [];
  const der = place.bytes.subarray(content.start, content.end);
  const { root } = annotateOcspResponse(der);
  const inner = { ...place, base: place.base + content.start, bytes: der, rule: 'RFC 6960 §4.2' };
  return [
    lineOf(`${label} Length: ${String(length.value)}`, length, place),
    lineOf(label, content, place, { children: spanNodes(root.children, inner) }),
  ];
}

/** Spans of DER: what a codec calls them, what it makes of them, and their bytes. */
export function spanNodes(spans: readonly Span[], place: Place): readonly TreeNode[] {
  return spans.map((span) => {
    const name = /^\d+$/.test(span.name) ? span.type : words(spaced(span.name));
    if (span.children.length === 0) {
      return lineOf(`${name}: ${span.meaning ?? shownValue(span, place)}`, span, place);
    }
    // An element is told by its content, unless that has parts of its own.
    const content = span.children.find((child) => child.name === 'value' && child.children.length === 0);
    const meaning = span.meaning ?? content?.meaning ?? (content && shownValue(content, place));
    const children = spanNodes(span.children, place);
    return lineOf(meaning === undefined ? name : `${name}: ${meaning}`, span, place, { children });
  });
}

function shownValue(span: Span, place: Place): string {
  if (typeof span.value === 'number' || typeof span.value === 'string' || typeof span.value === 'boolean') {
    return String(span.value);
  }
  return bytesText(place.bytes.subarray(span.start, span.end), place.style);
}
