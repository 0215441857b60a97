/** Downloads for the verification of certificates: plain HTTP, bounded in size, number, time and redirects (RFC 5280 §8). */

import { lookup } from 'node:dns';
import { type IncomingMessage, request } from 'node:http';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

export interface FetchLimits {
  /** Requests in all, redirects included. */
  readonly requests: number;
  /** Milliseconds for all of them together. */
  readonly milliseconds: number;
  /** In a row, for one of them. */
  readonly redirects: number;
  /** Of one certificate or OCSP response. */
  readonly messageBytes: number;
  /** Of one CRL. */
  readonly crlBytes: number;
}

export const defaultFetchLimits: FetchLimits = {
  requests: 12,
  milliseconds: 10_000,
  redirects: 2,
  messageBytes: 64 * 1024,
  crlBytes: 16 * 1024 * 1024,
};

/**
 * Whether something may be fetched from there: asked once with the URL alone, and again with each address to which its
 * name leads, just before connecting to it.
 */
export type MayFetch = (url: URL, address?: string) => boolean;

/**
 * Hosts with names of several labels that lead to public addresses: whoever made a certificate decides what is fetched,
 * and must not reach the machines next to ours, neither by their addresses nor by names that resolve to them.
 */
export const isPublicHost: MayFetch = ({ hostname }, address) =>
  isIP(hostname.replace(/^\[|\]$/g, '')) === 0 &&
  /^[^.]+\..*[^.]/.test(hostname) &&
  !/\.(?:localhost|local)$/.test(hostname) &&
  (address === undefined || !reserved.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'));

/** Addresses that are not of the public Internet. RFC 6890; IPv4 inside IPv6 is unwrapped by the list itself */
const reserved = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  reserved.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  reserved.addSubnet(net, prefix, 'ipv6');
}

export interface FetchRequest {
  readonly url: string;
  /** Media type that is wanted. */
  readonly accept: string;
  readonly most: number;
  /** Makes it a POST. */
  readonly body?: { readonly type: string; readonly bytes: Uint8Array } | undefined;
}

/** Fetches for one verification: what the limits allow is for all of them together. */
export class BoundedFetch {
  readonly #limits: FetchLimits;
  readonly #mayFetch: MayFetch;
  readonly #deadline: AbortSignal;
  #requests = 0;

  constructor(limits: FetchLimits, mayFetch: MayFetch) {
    this.#limits = limits;
    this.#mayFetch = mayFetch;
    this.#deadline = AbortSignal.timeout(limits.milliseconds);
  }

  /** The body of the answer. Throws an `Error` that says why there is none. */
  async fetch(wanted: FetchRequest): Promise<Uint8Array> {
    let url = this.#permitted(wanted.url);
    for (let redirects = 0; redirects <= this.#limits.redirects; redirects++) {
      if (++this.#requests > this.#limits.requests) throw new Error(`more than ${this.#limits.requests} requests`);
      const response = await ask(url, wanted, this.#deadline, permittedLookup(url, this.#mayFetch));
      if (response.statusCode === 200) return await bodyOf(response, wanted.most);
      response.destroy();
      const { location } = response.headers;
      if (!redirectStatus.has(response.statusCode ?? 0) || location === undefined || !URL.canParse(location, url.href))
        throw new Error(`HTTP status ${response.statusCode}`);
      url = this.#permitted(new URL(location, url).href);
    }
    throw new Error(`more than ${this.#limits.redirects} redirects`);
  }

  /** RFC 5280 §8 warns of https: its certificate would have to be verified first, which may never end. */
  #permitted(text: string): URL {
    if (!URL.canParse(text)) throw new Error('not a URL');
    const url = new URL(text);
    if (url.protocol !== 'http:') throw new Error(`${url.protocol} is not fetched, only http:`);
    if (!this.#mayFetch(url)) throw new Error(`nothing may be fetched from ${url.host}`);
    return url;
  }
}

const redirectStatus: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/** The answer as soon as its head is there. */
function ask(
  url: URL,
  { accept, body }: FetchRequest,
  signal: AbortSignal,
  lookup: LookupFunction,
): Promise<IncomingMessage> {
  const headers = { accept, ...(body && { 'content-type': body.type, 'content-length': body.bytes.length }) };
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(url, { method, headers, signal, lookup, agent: false, maxHeaderSize: 16 * 1024 }, resolve);
    sent.on('error', (error) => reject(signal.aborted ? new Error('no time is left') : error));
    sent.end(body?.bytes);
  });
}

/** Resolves a name to those addresses that may be connected to. */
function permittedLookup(url: URL, mayFetch: MayFetch): LookupFunction {
  return (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first, ...others] = error === null ? found.filter(({ address }) => mayFetch(url, address)) : [];
      if (first === undefined) {
        const addresses = found?.map(({ address }) => address).join(', ');
        done(error ?? new Error(`nothing may be fetched from ${hostname}, which leads to ${addresses}`), '');
      } else if (options.all === true) done(null, [first, ...others]);
      else done(null, first.address, first.family);
    });
}

async function bodyOf(response: IncomingMessage, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early ends the connection.
  for await (const part of response as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > most) throw new Error(`more than ${most} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
