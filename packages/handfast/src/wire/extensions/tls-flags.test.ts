import { expect, test } from 'vitest';
import { ProtocolError } from '../../base/errors.ts';
import { decode, encode } from '../codec.ts';
import { tlsFlags } from './tls-flags.ts';

const codec = tlsFlags.formats.NewSessionTicket;
const codeOf = (...bytes: readonly number[]): string => {
  try {
    decode(codec, Uint8Array.from(bytes));
    return 'none';
  } catch (error) {
    return error instanceof ProtocolError ? error.code : 'another';
  }
};

test('draft-ietf-tls-tlsflags §2: there is one way to write each set of flags', () => {
  expect(encode(codec, Uint8Array.of(0, 1))).toEqual(Uint8Array.of(2, 0, 1));
  expect(codeOf(2, 0, 1)).toBe('none');
  expect(codeOf(2, 1, 0)).toBe('bad_value');
  expect(codeOf(0)).toBe('bad_length');
});
