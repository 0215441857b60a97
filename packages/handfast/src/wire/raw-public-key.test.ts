import { describe, expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { annotate } from './annotate.ts';
import { decode, encode } from './codec.ts';
import { clientCertificateType, serverCertificateType } from './extensions/certificate-types.ts';
import { certificateClassicOf, RawPublicKeyClassic } from './messages/certificate-classic.ts';

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return undefined;
};

describe('RFC 7250 §3: Certificate up to TLS 1.2', () => {
  const key = Uint8Array.of(0x30, 0x00);

  test('holds a key without a list around it', () => {
    const bytes = encode(RawPublicKeyClassic, { certificateList: [key] });
    expect(toHex(bytes)).toBe('0000023000');
    expect(decode(RawPublicKeyClassic, bytes)).toEqual({ certificateList: [key] });
    expect(toHex(encode(certificateClassicOf('X509'), { certificateList: [key] }))).toBe('0000050000023000');
    expect(encode(certificateClassicOf('RawPublicKey'), { certificateList: [key] })).toEqual(bytes);
  });

  test('holds nothing where there is no key, which is no key of no bytes', () => {
    const bytes = encode(RawPublicKeyClassic, { certificateList: [] });
    expect(toHex(bytes)).toBe('000000');
    expect(decode(RawPublicKeyClassic, bytes)).toEqual({ certificateList: [] });
  });

  test('ends with the key', () => {
    expect(codeOf(() => decode(RawPublicKeyClassic, Uint8Array.of(0, 0, 2, 0x30, 0, 0)))).toBe('trailing_bytes');
    expect(codeOf(() => decode(RawPublicKeyClassic, Uint8Array.of(0, 0, 3, 0x30, 0)))).toBe('truncated');
  });
});

test.each([clientCertificateType, serverCertificateType])(
  'RFC 7250 §3: $name is a list in ClientHello and one type in the answer',
  ({ formats }) => {
    expect(toHex(encode(formats.ClientHello, [2, 0]))).toBe('020200');
    expect(codeOf(() => decode(formats.ClientHello, Uint8Array.of(0)))).toBe('bad_length');
    expect(decode(formats.ServerHello, Uint8Array.of(2))).toBe(2);
    expect(codeOf(() => decode(formats.EncryptedExtensions, Uint8Array.of(2, 0)))).toBe('trailing_bytes');
    expect(annotate(formats.ServerHello, Uint8Array.of(2)).root.meaning).toBe('RawPublicKey');
  },
);
