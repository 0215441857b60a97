/** Node's own tls module as a peer: a program that answers the requests of peers/program.ts. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type ConnectionOptions, connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { legacySuite } from '../facts.ts';
import { opensslSuite } from '../peers/openssl.ts';
import { echo, say, serveOne } from './echo.ts';
import { type Report, type Request, serveRequests } from './requests.ts';

serveRequests({ server, client });

async function server(request: Request, listening: (port: number) => void, signal: AbortSignal): Promise<Report> {
  const options: TlsOptions = {
    ...(await common(request)),
    dhparam: 'auto',
    requestCert: request.clientAuth !== 'none',
    rejectUnauthorized: request.clientAuth === 'require',
    ...(request.alpn !== undefined && { ALPNProtocols: [...request.alpn] }),
    allowHalfOpen: true,
  };
  const listener = createServer(options);
  if (request.ocspResponse !== undefined) {
    const response = await readFile(request.ocspResponse);
    listener.on('OCSPRequest', (_certificate, _issuer, done) => done(null, response));
  }
  const socket = await serveOne<TLSSocket>(listener, listening, signal, (accepted) =>
    echo(accepted, signal, () => (request.renegotiate === 'begin' ? renegotiated(accepted) : undefined)),
  );
  return report(socket);
}

async function client(request: Request, signal: AbortSignal): Promise<Report> {
  const options: ConnectionOptions & { allowHalfOpen: boolean; requestOCSP: boolean } = {
    requestOCSP: request.askStatus,
    ...(await common(request)),
    host: '127.0.0.1',
    port: request.port,
    servername: request.serverName,
    ...(request.alpn !== undefined && { ALPNProtocols: [...request.alpn] }),
    allowHalfOpen: true,
  };
  const socket = connect(options);
  let stapled = false;
  socket.on('OCSPResponse', (response: Buffer | null) => {
    stapled = response !== null && response.length > 0;
  });
  if (request.renegotiate === 'begin') {
    await once(socket, 'secureConnect');
    await renegotiated(socket);
  }
  await say(socket, request.line, signal);
  return { ...report(socket), ...(request.askStatus && { stapled }) };
}

const renegotiated = (socket: TLSSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.renegotiate({}, (error) => (error === null ? resolve() : reject(error)));
  });

function report(socket: TLSSocket): Report {
  return typeof socket.alpnProtocol === 'string' ? { alpn: socket.alpnProtocol } : {};
}

/** `ecdhCurve` takes every group that OpenSSL has, the finite-field ones included. */
async function common(request: Request) {
  const { version, certificate, key, groups, suites } = request;
  const protocol = protocols[version ?? ''] ?? 'TLSv1.3';
  const legacy = protocol < 'TLSv1.2' || suites?.some((name) => legacySuite(name) !== undefined) === true;
  return {
    minVersion: protocol,
    maxVersion: protocol,
    ca: await readFile(request.roots),
    ...(certificate !== undefined && { cert: await readFile(certificate) }),
    ...(key !== undefined && { key: await readFile(key) }),
    ...(groups !== undefined && { ecdhCurve: groups.map(opensslName).join(':') }),
    ...(suites !== undefined && {
      ciphers: suites.map(protocol === 'TLSv1.3' ? String : opensslSuite).join(':') + (legacy ? ':@SECLEVEL=0' : ''),
    }),
  } as const;
}

const protocols: Readonly<Record<string, 'TLSv1' | 'TLSv1.1' | 'TLSv1.2'>> = {
  'TLS 1.0': 'TLSv1',
  'TLS 1.1': 'TLSv1.1',
  'TLS 1.2': 'TLSv1.2',
};

function opensslName(group: string): string {
  const names: Readonly<Record<string, string>> = { secp256r1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
  return names[group] ?? (group.startsWith('x') ? group.toUpperCase() : group);
}
