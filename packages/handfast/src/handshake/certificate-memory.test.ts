import { expect, test } from 'vitest';
import { authority } from '../engine/testing/fixtures.ts';
import { CertificateMemory } from './certificate-memory.ts';

/** Certificates that differ at the end of their signatures. */
const numbered = (number: number, der: Uint8Array = authority.certificate): Uint8Array =>
  Uint8Array.from([...der.subarray(0, -2), number >> 8, number & 255]);

test('the same bytes are the same object, for the 512 certificates that came last', () => {
  const memory = new CertificateMemory();
  const first = memory.parse(numbered(0));
  const second = memory.parse(numbered(1));
  for (let number = 2; number < 512; number++) memory.parse(numbered(number));
  expect(memory.parse(numbered(0))).toBe(first);
  memory.parse(numbered(512));
  expect(memory.parse(numbered(0))).toBe(first);
  expect(memory.parse(numbered(1))).not.toBe(second);
});

test('bytes that differ in front of the signature are another certificate, whose memory is its own', () => {
  const memory = new CertificateMemory();
  const der = numbered(0);
  const first = memory.parse(der);
  const serial = der.indexOf(first.serialNumber[1] as number, 8);
  der[serial + 1] = (der[serial + 1] as number) ^ 1;
  const second = memory.parse(der);
  expect(second).not.toBe(first);
  expect(second.der).toEqual(der);
  der.fill(0);
  expect(memory.parse(numbered(0))).not.toBe(second);
  expect(second.der).not.toEqual(der);
});
