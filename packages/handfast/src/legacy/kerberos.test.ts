import { expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { cipherSuites, suiteName } from '../registry/cipher-suites.ts';
import { legacy } from './legacy.ts';

test('[E08] RFC 2712 §3: suites of Kerberos are there by name and number, and nobody can ask for them', () => {
  const suites = cipherSuites().filter(({ keyExchange }) => keyExchange === 'krb5');
  expect(suites.map(({ id }) => id)).toEqual(Array.from({ length: 14 }, (_, i) => 0x001e + i));
  expect(suiteName(0x0028)).toBe('TLS_KRB5_EXPORT_WITH_RC4_40_SHA');
  const weak = suites.filter(({ weaknesses }) => weaknesses.includes('export_grade'));
  expect(weak.map(({ cipher }) => cipher.keyLength)).toEqual([5, 5, 5, 5, 5, 5]);
  for (const { name } of suites) {
    expect(() => legacy({ cipherSuites: [name] })).toThrow(
      new MisuseError(`nothing here can agree on keys for ${name}`),
    );
  }
});
