import { expect, test } from 'vitest';
import { utf8 } from '../../src/base/bytes.ts';
import { strangers } from '../../src/engine/testing/fixtures.ts';
import { pair, pump } from '../../src/engine/testing/pair.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const page = '<a href="https://server.test/login">log in</a>';
const answer = `HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=31536000\r\n\r\n${page}`;

/** Over TLS: what the server answers, or `undefined` where whoever is there cannot show its certificate. */
async function secure(request: string, impostor = false): Promise<string | undefined> {
  const both = pair(impostor ? { client: { trust: strangers } } : {});
  await pump(both);
  if (both.client.info === undefined) return undefined;
  both.client.use((connection) => connection.write(utf8(request)));
  await pump(both);
  if (text(both.server.data) !== request) return undefined;
  both.server.use((connection) => connection.write(utf8(answer)));
  await pump(both);
  return text(both.client.data);
}

/** sslstrip (2009): speaks TLS with the server, nothing with the victim, and takes the one out of what it passes on. */
class Stripper {
  /** What it has read. */
  readonly heard: string[] = [];

  async plain(request: string): Promise<string> {
    this.heard.push(request);
    const came = (await secure(request)) ?? '';
    return came.replaceAll('https://', 'http://').replace(/Strict-Transport-Security.*\r\n/, '');
  }
}

/** Follows links; remembers who asked for TLS, when that was said over TLS. RFC 6797 §8.1 */
class Browser {
  readonly #strict = new Set<string>();
  readonly #way: Stripper;

  constructor(way: Stripper) {
    this.#way = way;
  }

  /** `meddled`: the man in the middle answers himself where TLS is asked for. */
  async open(url: string, request: string, meddled = true): Promise<string | undefined> {
    const { protocol, host } = new URL(url);
    const isSecure = protocol === 'https:' || this.#strict.has(host);
    if (!isSecure) return this.#way.plain(request);
    const came = await secure(request, meddled);
    if (came?.includes('Strict-Transport-Security: max-age=') === true) this.#strict.add(host);
    return came;
  }
}

const linkIn = (came = ''): string => /href="([^"]*)"/.exec(came)?.[1] ?? '';

test('[K17] RFC 6797 §2.3.1.3: links that lead to TLS are stripped on the way, and the password comes in the clear', async () => {
  const stripper = new Stripper();
  const browser = new Browser(stripper);
  const link = linkIn(await browser.open('http://server.test/', 'GET /'));
  expect(link).toBe('http://server.test/login');
  await browser.open(link, 'password=secret');
  expect(stripper.heard).toContain('password=secret');
});

test('[K17] RFC 6797 §8.3: a browser that has once heard the server over TLS goes nowhere without', async () => {
  const stripper = new Stripper();
  const browser = new Browser(stripper);
  expect(linkIn(await browser.open('https://server.test/', 'GET /', false))).toBe('https://server.test/login');
  expect(await browser.open('http://server.test/', 'password=secret')).toBeUndefined();
  expect(await browser.open('http://server.test/', 'password=secret', false)).toContain('200 OK');
  expect(stripper.heard).toEqual([]);
});
