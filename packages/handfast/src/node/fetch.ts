/** Downloads for the verification of certificates: plain HTTP, bounded in size, number, time and redirects (RFC 5280 §8). */

import { type IncomingMessage, request } from 'node:http';
import { isIP } from 'node:net';

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

/** Whether something may be fetched from there. */
export type MayFetch = (url: URL) => boolean;

/**
 * Hosts with names of several labels: whoever made a certificate decides what is fetched, and must not reach the
 * machines next to ours by their addresses or short names.
 */
export const isPublicHost: MayFetch = ({ hostname }) =>
  isIP(hostname.replace(/^\[|\]$/g, '')) === 0 &&
  /^[^.]+\..*[^.]/.test(hostname) &&
  !/\.(?:localhost|local)$/.test(hostname);

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
      const response = await ask(url, wanted, this.#deadline);
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
function ask(url: URL, { accept, body }: FetchRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { accept, ...(body && { 'content-type': body.type, 'content-length': body.bytes.length }) };
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(url, { method, headers, signal, agent: false, maxHeaderSize: 16 * 1024 }, resolve);
    sent.on('error', (error) => reject(signal.aborted ? new Error('no time is left') : error));
    sent.end(body?.bytes);
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
