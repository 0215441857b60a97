import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { late } from '../../crypto/testing/late.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { parseCertificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import { generalNameText } from '../general-name-text.ts';
import { nameText } from '../name-text.ts';
import { createDevelopmentCa, openDevelopmentCa } from './development-ca.ts';

const now = Date.UTC(2026, 0, 1);

describe('a development CA', async () => {
  const ca = await createDevelopmentCa(nodeProvider, { now });
  const leaf = await ca.issue(['example.test', '*.example.test', '127.0.0.1', '::1']);

  test('RFC 5280 §4.2.1.9: its root is a CA whose certificates sign no further ones', () => {
    const root = parseCertificate(ca.certificate);
    expect(findExtension(root.extensions, 'basicConstraints')?.value).toEqual({ cA: true, pathLenConstraint: 0 });
    expect(nameText(root.subject)).toBe('CN=Handfast Development CA,O=Handfast');
    expect(new X509Certificate(ca.certificate).verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
  });

  test('[J10] RFC 5280 §4.2.1.6: a leaf carries every name that was asked for', () => {
    const certificate = parseCertificate(leaf.chain[0] as Uint8Array);
    expect(findExtension(certificate.extensions, 'subjectAltName')?.value.map(generalNameText)).toEqual([
      'DNS:example.test',
      'DNS:*.example.test',
      'IP:127.0.0.1',
      'IP:::1',
    ]);
    const native = new X509Certificate(leaf.chain[0] as Uint8Array);
    expect(native.checkIssued(new X509Certificate(ca.certificate))).toBe(true);
    expect(native.verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
    expect(native.checkHost('www.example.test')).toBe('*.example.test');
    expect(native.checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  test('it works as well where keys answer late', async () => {
    const slow = late(nodeProvider, 1);
    const other = await createDevelopmentCa(slow, { now, commonName: 'Late' });
    const { chain } = await other.issue(['late.test']);
    const root = new X509Certificate(other.certificate);
    expect(new X509Certificate(chain[0] as Uint8Array).verify(root.publicKey)).toBe(true);
  });

  test('opened again, it issues under the same root', async () => {
    const again = openDevelopmentCa(nodeProvider, ca, { now });
    const { chain } = await again.issue(['other.test'], { usages: ['serverAuth'], days: 7 });
    expect(new X509Certificate(chain[0] as Uint8Array).verify(new X509Certificate(ca.certificate).publicKey)).toBe(
      true,
    );
  });
});
