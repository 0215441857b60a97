/** Files of one folder over HTTP: GET and HEAD, a list for folders, nothing hidden and nothing outside. */

import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { contentTypeOf } from './content-types.ts';
import { folderPage } from './folder-page.ts';

/** Answers requests with the files below `root`, which must be a real path. */
export function staticFiles(root: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(root, request, response).catch(() => refuse(response, 404, 'there is no such file'));
  };
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, 405, 'only GET and HEAD are answered here');
  }
  const segments = segmentsOf(request.url ?? '/');
  if (segments === undefined) return refuse(response, 404, 'there is no such file');
  const path = await realpath(join(root, ...segments));
  // A link may lead out of the folder.
  if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) throw new Error('outside');
  if (!(await stat(path)).isDirectory()) return sendFile(path, request, response);
  if (!isFolderUrl(request.url ?? '/')) return redirect(response, segments);
  await sendFolder(path, segments, request, response);
}

/** The decoded names in a path; `undefined` when one is hidden, or no name at all. */
function segmentsOf(url: string): readonly string[] | undefined {
  try {
    const segments = new URL(url, 'https://localhost').pathname.split('/').filter((part) => part !== '');
    const names = segments.map(decodeURIComponent);
    return names.some((name) => name.startsWith('.') || /[/\\\0]/.test(name)) ? undefined : names;
  } catch {
    return undefined;
  }
}

const isFolderUrl = (url: string): boolean => new URL(url, 'https://localhost').pathname.endsWith('/');

async function sendFolder(
  path: string,
  segments: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  if (entries.some((entry) => entry.name === 'index.html' && entry.isFile())) {
    return sendFile(join(path, 'index.html'), request, response);
  }
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  send(response, 200, 'text/html; charset=utf-8', folderPage(`/${segments.join('/')}`, names), request.method);
}

async function sendFile(path: string, { method }: IncomingMessage, response: ServerResponse): Promise<void> {
  const { size, mtime } = await stat(path);
  response.writeHead(200, {
    'Content-Type': contentTypeOf(path),
    'Content-Length': size,
    'Last-Modified': mtime.toUTCString(),
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  if (method === 'HEAD') return void response.end();
  // A file that shrinks or a client that leaves ends the response; there is nobody left to tell.
  pipeline(createReadStream(path, size === 0 ? {} : { end: size - 1 }), response, () => {});
}

function redirect(response: ServerResponse, segments: readonly string[]): void {
  response.setHeader('Location', `/${segments.map(encodeURIComponent).join('/')}/`);
  refuse(response, 301, 'this is a folder');
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) response.destroy();
  else send(response, status, 'text/plain; charset=utf-8', `${status}: ${why}\n`);
}

function send(response: ServerResponse, status: number, type: string, text: string, method = 'GET'): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(method === 'HEAD' ? undefined : body);
}
