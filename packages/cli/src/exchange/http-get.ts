/** One GET request over HTTP/1.1 (RFC 9112), without keep-alive. */

import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { isIPv6 } from 'node:net';
import { ProtocolError } from 'handfast';
import type { TlsSocket } from 'handfast/node';
import { type IdleClock, idleClock } from './idle.ts';
import { cutShort, fellSilent, incompleteError } from './incomplete.ts';

export interface GetRequest {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly userAgent: string;
  /** Milliseconds between any two pieces of the answer. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/** What came before the body. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  /** In the order of the response. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** Where the parts of the response go. */
export interface ResponseSink {
  head(head: ResponseHead): void;
  /** Returns whether more may come at once; if not, `drained` says when. */
  body(piece: Uint8Array): boolean;
  drained(): Promise<unknown>;
}

/** Fetches a path. Throws when the response does not come to its end. */
export function httpGet(socket: TlsSocket, wanted: GetRequest, sink: ResponseSink): Promise<void> {
  return new Promise((resolve, reject) => {
    const clock = idleClock(wanted.patience, () => settle(() => reject(fellSilent(wanted.patience))));
    const settle = (finish: () => void): void => {
      clock.stop();
      wanted.signal.removeEventListener('abort', abort);
      asked.destroy();
      finish();
    };
    const fail = (error: unknown) => settle(() => reject(httpError(error)));
    const abort = () => settle(() => reject(wanted.signal.reason));
    const asked = ask(socket, wanted);
    wanted.signal.addEventListener('abort', abort);
    asked.on('error', fail);
    asked.on('response', (response) => {
      sink.head(headOf(response));
      receive(response, sink, clock).then(() => settle(resolve), fail);
    });
    clock.wind();
    if (wanted.signal.aborted) abort();
  });
}

function ask(socket: TlsSocket, { host, port, path, userAgent }: GetRequest): ClientRequest {
  const name = isIPv6(host) ? `[${host}]` : host;
  const asked = request({
    createConnection: () => socket,
    path,
    setHost: false,
    headers: {
      Host: port === 443 ? name : `${name}:${port}`,
      'User-Agent': userAgent,
      Accept: '*/*',
      Connection: 'close',
    },
  });
  return asked.end();
}

async function receive(response: IncomingMessage, sink: ResponseSink, clock: IdleClock): Promise<void> {
  for await (const piece of response) {
    // A slow reader of ours is not a silent server.
    clock.stop();
    if (!sink.body(piece as Uint8Array)) await sink.drained();
    clock.wind();
  }
}

function headOf({ statusCode, statusMessage, httpVersion, rawHeaders }: IncomingMessage): ResponseHead {
  const headers = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.push({ name: rawHeaders[at] as string, value: rawHeaders[at + 1] as string });
  }
  return { status: statusCode ?? 0, reason: statusMessage ?? '', httpVersion, headers };
}

/** What Node says of a response that breaks off or is none. */
function httpError(error: unknown): unknown {
  if (error instanceof ProtocolError && error.code === 'truncated_connection') return cutShort();
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET') {
    return incompleteError(
      'connection_closed',
      'the server closed the connection before its response was complete',
      'try again; its log will tell',
    );
  }
  if (!code.startsWith('HPE_')) return error;
  const cause = `the answer of the server is not HTTP/1.1 (${code})`;
  return incompleteError('bad_http', cause, 'leave --get out to speak another protocol');
}
