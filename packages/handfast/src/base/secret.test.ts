import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

test('a secret never shows its bytes, however it is printed', () => {
  const secret = new Secret(Uint8Array.of(0xde, 0xad, 0xbe, 0xef));
  const shown = [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ inner: [secret] }),
    `${secret}`,
  ];
  expect(shown[0]).toBe('Secret(4)');
  expect(shown.join(' ')).not.toMatch(/222|173|190|239|dead|beef/);
});

test('a secret is zeroed at the end of its scope, and not readable afterwards', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  let escaped: Secret;
  {
    using secret = new Secret(bytes);
    expect(secret.expose()).toBe(bytes);
    expect(secret.length).toBe(3);
    escaped = secret;
  }
  expect(bytes).toEqual(new Uint8Array(3));
  expect(() => escaped.expose()).toThrow('wiped');
});

test('a secret is zeroed too when its scope is left by an error', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const failing = (): void => {
    using secret = new Secret(bytes);
    throw new Error(`with ${secret.length} bytes`);
  };
  expect(failing).toThrow('3 bytes');
  expect(bytes).toEqual(new Uint8Array(3));
});
