import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { BoundedFetch, defaultFetchLimits, type FetchLimits, isPublicHost, type MayFetch } from './fetch.ts';
import { memoryCache } from './fetch-cache.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const bounded = (limits: Partial<FetchLimits> = {}, mayFetch: MayFetch = () => true): BoundedFetch =>
  new BoundedFetch({ ...defaultFetchLimits, ...limits }, mayFetch);
const wanted = (url: string, most = 100) => ({ url, accept: 'application/pkix-crl', most });

describe('RFC 5280 §8: what is fetched for a certificate is bounded', () => {
  test('RFC 5280 §8: size, announced or not', async () => {
    const at = await serve((_, response) => {
      for (let i = 0; i < 1000; i++) response.write(new Uint8Array(1000));
      response.end();
    });
    await expect(bounded().fetch(wanted(at))).rejects.toThrow('more than 100 bytes');
    expect((await bounded().fetch(wanted(at, 1_000_000))).length).toBe(1_000_000);
  });

  test('RFC 5280 §8: time, for head and body together', async () => {
    const at = await serve((request, response) => {
      if (request.url === '/body') response.write('x');
    });
    for (const path of ['/head', '/body'])
      await expect(bounded({ milliseconds: 50 }).fetch(wanted(at + path))).rejects.toThrow();
  });

  test('RFC 5280 §8: redirects, which must lead to where something may be fetched from', async () => {
    const at = await serve((request, response) => {
      const [, left] = (request.url ?? '').split('/');
      const location = left === 'https' ? 'https://example.com/' : `/${Number(left) - 1}`;
      if (left === '0') response.end('there');
      else response.writeHead(302, { location }).end();
    });
    expect(String.fromCharCode(...(await bounded().fetch(wanted(`${at}/2`))))).toBe('there');
    await expect(bounded().fetch(wanted(`${at}/3`))).rejects.toThrow('more than 2 redirects');
    await expect(bounded().fetch(wanted(`${at}/https`))).rejects.toThrow('https: is not fetched');
    const onlyStart = bounded({}, ({ pathname }) => pathname === '/1');
    await expect(onlyStart.fetch(wanted(`${at}/1`))).rejects.toThrow('nothing may be fetched from');
  });

  test('RFC 5280 §8: the number of requests, of all together', async () => {
    const at = await serve((_, response) => response.end());
    const network = bounded({ requests: 3 });
    for (let i = 0; i < 3; i++) await network.fetch(wanted(at));
    await expect(network.fetch(wanted(at))).rejects.toThrow('more than 3 requests');
  });

  test('RFC 5280 §8: http alone, from hosts with public names', async () => {
    for (const url of ['ldap://example.com/', 'file:///etc/hosts', 'https://example.com/', 'nowhere'])
      await expect(bounded().fetch(wanted(url))).rejects.toThrow(/is not fetched|not a URL/);
    for (const host of ['example.com', 'crl.example.com:8080', 'xn--bcher-kva.example'])
      expect(isPublicHost(new URL(`http://${host}/`)), host).toBe(true);
    for (const host of ['127.0.0.1', '0x7f.1', '[::1]', 'localhost', 'printer', 'printer.', 'a.localhost', 'nas.local'])
      expect(isPublicHost(new URL(`http://${host}/`)), host).toBe(false);
  });

  test('RFC 5280 §8: a public name that leads to a machine next to ours', async () => {
    const url = new URL('http://crl.example.com/');
    for (const address of ['192.0.2.1', '8.8.8.8', '2001:4860:4860::8888']) {
      expect(isPublicHost(url, address), address).toBe(true);
    }
    const near = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'];
    for (const address of [...near, '224.0.0.1', '::1', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1']) {
      expect(isPublicHost(url, address), address).toBe(false);
    }
    const at = await serve((_, response) => response.end());
    const byName = at.replace('127.0.0.1', 'localhost');
    const network = bounded({}, (asked, address) => address === undefined || isPublicHost(asked, address));
    await expect(network.fetch(wanted(byName))).rejects.toThrow('localhost, which leads to');
    await expect(bounded().fetch(wanted(byName))).resolves.toHaveLength(0);
  });
});

test('a cache in memory forgets what was used longest ago, and takes nothing that is too large', async () => {
  const cache = memoryCache(100);
  const entry = (length: number) => ({ bytes: new Uint8Array(length), until: 1 });
  for (const key of ['a', 'b']) await cache.set(key, entry(40));
  await cache.get('a');
  await cache.set('c', entry(40));
  await cache.set('d', entry(101));
  const kept = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await cache.get(key)) !== undefined));
  expect(kept).toEqual([true, false, true, false]);
});
