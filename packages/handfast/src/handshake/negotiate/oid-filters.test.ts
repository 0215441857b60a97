import { expect, test } from 'vitest';
import { fromHex } from '../../base/bytes.ts';
import { makeLeaf } from '../../x509/path/testing/certificates.ts';
import type { Credential } from '../settings.ts';
import { passing } from './oid-filters.ts';

test('RFC 8446 §4.2.5: a certificate without the extension does not pass, whatever it should hold', () => {
  const having = (extensions: { readonly keyUsage?: undefined }) =>
    ({ chain: [makeLeaf('CA', { extensions })] }) as unknown as Credential;
  const [bare, usual] = [having({ keyUsage: undefined }), having({})];
  for (const values of ['', '03020780']) {
    const filter = { certificateExtensionOid: fromHex('0603551d0f'), values: fromHex(values) };
    expect(passing([bare, usual], [filter])).toEqual([usual]);
  }
  expect(passing([bare, usual])).toEqual([bare, usual]);
});
