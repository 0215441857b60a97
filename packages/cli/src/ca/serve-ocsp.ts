/** `handfast ca serve-ocsp`: an OCSP responder over HTTP (RFC 6960 appendix A). */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Certificate, distinguishedName } from 'handfast/x509';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { untilStopped } from '../interruption.ts';
import { day, timeFor } from '../pki/clock.ts';
import { type Issuer, issueLeaf } from '../pki/issue.ts';
import { newKey } from '../pki/keys.ts';
import type { Surroundings } from '../surroundings.ts';
import { showTarget } from '../target.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';
import type { ServeOcspFlags } from './flags.ts';
import { issuedRow } from './index-file.ts';
import { answer, type Responder } from './responder.ts';
import { changeIndex, openIssuer, readIndex } from './state.ts';

/** Answers until a signal comes. The index is read for every request, so that a revocation counts at once. */
export async function serveOcspCommand(flags: ServeOcspFlags, around: Surroundings): Promise<number> {
  const screen = screenOn(around.stderr, around.env, undefined, flags.quiet);
  const responder = await responderFor(flags, around.env);
  const server = createServer((request, response) => {
    serve(request, response, responder, flags, around.env, screen).catch((error: unknown) => {
      screen.line(`${screen.paint('red', 'FAIL')}  ${error instanceof Error ? error.message : String(error)}`);
      response.writeHead(500).end();
    });
  });
  try {
    const url = await listen(server, flags);
    if (flags.json) around.stdout.write(`${JSON.stringify({ url, port: (server.address() as AddressInfo).port })}\n`);
    screen.line(`OCSP responder at ${url}`);
    return await untilStopped(around.signal);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** The CA itself, or a delegate whose key lives as long as this process (RFC 6960 §4.2.2.2). */
async function responderFor(flags: ServeOcspFlags, env: Surroundings['env']): Promise<Responder> {
  const issuer = openIssuer(flags.dir, flags, env);
  const lifetime = flags.hours * 3_600_000;
  if (!flags.delegate) {
    return { issuer: issuer.certificate, responder: issuer.certificate, signer: { key: issuer.key }, lifetime };
  }
  const { key } = await newKey('p256');
  const now = timeFor(flags.at, env);
  const responder = await changeIndex(flags.dir, async (index) => {
    const certificate = await delegate(issuer, key, now);
    return [{ ...index, issued: [...index.issued, issuedRow(certificate)] }, certificate];
  });
  return { issuer: issuer.certificate, responder, signer: { key }, lifetime };
}

const delegate = (issuer: Issuer, key: Issuer['key'], now: number): Promise<Certificate> =>
  issueLeaf(issuer, {
    subject: distinguishedName({ commonName: 'OCSP Responder' }),
    publicKey: key.info,
    names: [],
    usages: ['OCSPSigning'],
    notBefore: now,
    notAfter: now + 30 * day,
  });

async function listen(server: Server, { host, port }: ServeOcspFlags): Promise<string> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = systemCode(error);
    const cause = `${showTarget({ host, port })} cannot be listened on (${code})`;
    const fix = 'choose another --port, or leave it out';
    throw new CommandError({ exitCode: exitCodes.usage, code, cause, fix }, { cause: error });
  }
  return `http://${showTarget({ host, port: (server.address() as AddressInfo).port })}/`;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  responder: Responder,
  flags: ServeOcspFlags,
  env: Surroundings['env'],
  screen: Screen,
): Promise<void> {
  const der = await question(request);
  if (typeof der === 'number') {
    response.writeHead(der).end();
    return;
  }
  const { response: body, asked } = await answer(responder, readIndex(flags.dir), der, timeFor(flags.at, env));
  for (const { serialNumber, status } of asked) screen.line(`${serialNumber} ${status}`);
  response.writeHead(200, { 'content-type': 'application/ocsp-response', 'content-length': body.length }).end(body);
}

/** The request in DER: the body of a POST, or the path of a GET in base64. A number is the status that refuses it. */
async function question(request: IncomingMessage): Promise<Uint8Array | 400 | 405 | 413> {
  if (request.method === 'GET') return inPath(request.url ?? '');
  if (request.method !== 'POST') return 405;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestRequest) return 413;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function inPath(url: string): Uint8Array | 400 {
  try {
    return new Uint8Array(Buffer.from(decodeURIComponent(url.replace(/^\/+/, '')), 'base64'));
  } catch {
    return 400;
  }
}

/** In bytes: a question about a hundred certificates fits. */
const longestRequest = 65_536;
