/** One OCSP request over HTTP (RFC 6960 appendix A.1). */

import { request } from 'node:http';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { networkError, timeoutError } from '../explain/network.ts';

/** The body of the answer. `timeout` in milliseconds is for all of it. Throws `CommandError`. */
export function post(url: string, body: Uint8Array, timeout: number, signal: AbortSignal): Promise<Uint8Array> {
  const place = httpUrl(url);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/ocsp-request', 'content-length': body.length };
    const sent = request(place, { method: 'POST', headers, signal }, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > longestResponse) sent.destroy(tooLong(url));
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(new Uint8Array(Buffer.concat(parts)));
        else reject(refused(url, response.statusCode));
      });
      response.on('error', fail);
    });
    const clock = setTimeout(() => {
      sent.destroy(timeoutError(`an answer of ${url}`, timeout / 1000, 'try again, or give more time with --timeout'));
    }, timeout);
    const target = { host: place.hostname, port: Number(place.port || 80) };
    function fail(error: Error): void {
      if (error.name === 'AbortError') reject(signal.reason as Error);
      else reject(error instanceof CommandError ? error : networkError(error, target));
    }
    sent.on('error', fail);
    sent.on('close', () => clearTimeout(clock));
    sent.end(body);
  });
}

function httpUrl(url: string): URL {
  if (URL.canParse(url) && new URL(url).protocol === 'http:') return new URL(url);
  // Responses are signed, and asking over TLS would need an answer about the responder's own certificate first.
  throw usageError(`${JSON.stringify(url)} is not an http: URL`, 'give that of an OCSP responder');
}

function refused(url: string, status: number | undefined): CommandError {
  const cause = `the responder ${url} answers with HTTP status ${status}`;
  const fix = 'check the URL';
  return new CommandError({ exitCode: exitCodes.incomplete, code: 'http_status', cause, fix });
}

function tooLong(url: string): CommandError {
  const cause = `the answer of ${url} is longer than an OCSP response`;
  return new CommandError({ exitCode: exitCodes.incomplete, code: 'response_too_long', cause, fix: 'check the URL' });
}

/** In bytes; usual ones have one or two thousand. */
const longestResponse = 1 << 20;
