import { describe, expect, test } from 'vitest';
import { parseTarget, showTarget } from './target.ts';

describe('targets', () => {
  test.each([
    ['example.com', 'example.com', 443],
    ['example.com:8443', 'example.com', 8443],
    ['192.0.2.1:1', '192.0.2.1', 1],
    ['[2001:db8::1]:8443', '2001:db8::1', 8443],
    ['[::1]', '::1', 443],
    ['::1', '::1', 443],
    ['https://example.com', 'example.com', 443],
    ['HTTPS://example.com:8443/path?query#part', 'example.com', 8443],
    ['https://[::1]:8443/', '::1', 8443],
  ])('%s', (text, host, port) => {
    expect(parseTarget(text)).toEqual({ host, port });
  });

  test.each(['', ':443', 'a:b', 'a:0', 'a:65536', 'a b', '[nonsense]:1', 'http://a', 'https://u:p@a', 'a:1:2', '[::1'])(
    '%j is none',
    (text) => {
      expect(() => parseTarget(text)).toThrow(expect.objectContaining({ name: 'CommandError' }));
    },
  );

  test('are shown as they are written', () => {
    expect(showTarget({ host: '::1', port: 443 })).toBe('[::1]:443');
    expect(showTarget({ host: 'a', port: 1 })).toBe('a:1');
  });
});
