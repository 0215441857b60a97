import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { leaves, type Span } from '../wire/annotate.ts';
import { encode } from '../wire/codec.ts';
import { annotateCertificate, parseCertificate } from './certificate.ts';
import { certificate } from './certificate-codec.ts';

const roots = rootCertificates.map((pem) => new Uint8Array(new X509Certificate(pem).raw));

/** Spans without children cover the bytes without gap and overlap. */
function expectTiles(spans: readonly Span[], length: number): void {
  let reached = 0;
  for (const { start, end } of spans) {
    expect(start).toBe(reached);
    reached = end;
  }
  expect(reached).toBe(length);
}

describe('the roots that Node bundles', () => {
  test('RFC 5280 §4.1: every one parses and encodes back byte for byte', () => {
    for (const der of roots) expect(toHex(encode(certificate, parseCertificate(der)))).toBe(toHex(der));
  });

  test('RFC 5280 §4.1: every byte of every one is named', () => {
    for (const der of roots) {
      const { root, error } = annotateCertificate(der);
      expect(error).toBeUndefined();
      expectTiles(leaves(root), der.length);
    }
  });
});
