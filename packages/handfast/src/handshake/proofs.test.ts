import { expect, test } from 'vitest';
import { makeLeaf } from '../x509/path/testing/certificates.ts';
import { allows } from './proofs.ts';

test('RFC 5280 §4.2.1.3: a key may be used for anything where its certificate does not say for what', () => {
  const saying = (keyUsage: readonly ['digitalSignature'] | readonly ['keyEncipherment'] | undefined) =>
    makeLeaf('CA', { extensions: { keyUsage } });
  expect(allows(saying(['digitalSignature']), 'digitalSignature')).toBe(true);
  expect(allows(saying(['keyEncipherment']), 'digitalSignature')).toBe(false);
  expect(allows(saying(undefined), 'digitalSignature')).toBe(true);
});
