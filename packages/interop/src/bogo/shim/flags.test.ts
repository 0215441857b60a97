import { expect, test } from 'vitest';
import { ShimFailure, unimplemented } from './failure.ts';
import { parseFlags } from './flags.ts';

const failureOf = (args: readonly string[]): ShimFailure => {
  try {
    parseFlags(args);
  } catch (error) {
    if (error instanceof ShimFailure) return error;
  }
  throw new Error('no failure');
};

test('flags without a prefix hold for every connection, those with one for its kind', () => {
  const configs = parseFlags(['-port', '12', '-on-resume-server', '-on-retry-curves', '29', '-on-retry-curves', '23']);
  expect(configs.initial).toMatchObject({ port: 12, server: false, curves: [] });
  expect(configs.resume).toMatchObject({ port: 12, server: true, curves: [] });
  expect(configs.retry).toMatchObject({ port: 12, server: false, curves: [29, 23] });
});

test('flags of a credential belong to the one that was opened last', () => {
  const { initial } = parseFlags(['-cert-file', 'a', '-new-x509-credential', '-cert-file', 'b', '-key-file', 'c']);
  expect(initial.credentials).toMatchObject([
    { 'cert-file': 'a', 'key-file': undefined },
    { 'cert-file': 'b', 'key-file': 'c' },
  ]);
});

test('flags of the other process are read past', () => {
  expect(parseFlags(['-on-handshaker-server', '-on-shim-async']).initial).toMatchObject({ server: false, async: true });
  const { initial, resume } = parseFlags(['-on-shim-on-resume-async']);
  expect([initial.async, resume.async]).toEqual([false, true]);
});

test('a flag that is not understood leaves the test unimplemented', () => {
  expect(failureOf(['-no-such-flag'])).toMatchObject({ exitCode: unimplemented, message: '-no-such-flag' });
  expect(failureOf(['-port'])).toMatchObject({ exitCode: 1 });
  expect(failureOf(['-port', 'x'])).toMatchObject({ exitCode: 1 });
});
