import { expect, test } from 'vitest';
import { bareCode, sourceFiles } from './source-files.ts';

/** What differs between streams and datagrams lies in the channel; the flows ask the row of their version. */
const honest = ['handshake/hello/cookie.ts', 'handshake/io.ts', 'handshake/settings.ts'];

test('[A25] the flows know what carries them in four places at most', () => {
  const flows = sourceFiles.filter(({ floor }) => floor === 'handshake');
  const aware = flows.filter(({ text }) => /\b(?:carrier|datagrams?|[dD]tls)\b/i.test(bareCode(text)));
  expect(aware.map(({ path }) => path).filter((path) => !honest.includes(path))).toEqual([]);
  const rows = flows.flatMap(({ path, text }) =>
    [...bareCode(text).matchAll(/\bversion\.(?:disguise|endOfEarlyData)\b/g)].map(([word]) => `${path}: ${word}`),
  );
  // A session ID that is echoed, in ServerHello and HelloRetryRequest, and the end of early data, on both sides.
  expect(rows).toHaveLength(4);
});
