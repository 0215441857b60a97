/** Node's own tls module as a peer: a program that answers the requests of peers/program.ts. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type ConnectionOptions, connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { echo, say } from './echo.ts';
import { type Report, type Request, serveRequests } from './requests.ts';

serveRequests({ server, client });

async function server(request: Request, listening: (port: number) => void, signal: AbortSignal): Promise<Report> {
  const options: TlsOptions = {
    ...(await common(request)),
    requestCert: request.clientAuth !== 'none',
    rejectUnauthorized: request.clientAuth === 'require',
    ...(request.alpn !== undefined && { ALPNProtocols: [...request.alpn] }),
    allowHalfOpen: true,
  };
  const listener = createServer(options);
  signal.addEventListener('abort', () => listener.close());
  try {
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const connection = firstConnection(listener, signal);
    listening(address.port);
    const socket = await connection;
    await echo(socket, signal);
    return report(socket);
  } finally {
    listener.close();
  }
}

function firstConnection(listener: ReturnType<typeof createServer>, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped while it waited for a handshake')));
    listener.on('secureConnection', resolve).on('tlsClientError', reject);
  });
}

async function client(request: Request, signal: AbortSignal): Promise<Report> {
  const options: ConnectionOptions & { allowHalfOpen: boolean } = {
    ...(await common(request)),
    host: '127.0.0.1',
    port: request.port,
    servername: request.serverName,
    ...(request.alpn !== undefined && { ALPNProtocols: [...request.alpn] }),
    allowHalfOpen: true,
  };
  const socket = connect(options);
  await once(socket, 'secureConnect', { signal });
  await say(socket, request.line, signal);
  return report(socket);
}

function report(socket: TLSSocket): Report {
  return typeof socket.alpnProtocol === 'string' ? { alpn: socket.alpnProtocol } : {};
}

/** `ecdhCurve` takes every group that OpenSSL has, the finite-field ones included. */
async function common(request: Request) {
  const { certificate, key, groups, suites } = request;
  return {
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ca: await readFile(request.roots),
    ...(certificate !== undefined && { cert: await readFile(certificate) }),
    ...(key !== undefined && { key: await readFile(key) }),
    ...(groups !== undefined && { ecdhCurve: groups.map(opensslName).join(':') }),
    ...(suites !== undefined && { ciphers: suites.join(':') }),
  } as const;
}

function opensslName(group: string): string {
  const names: Readonly<Record<string, string>> = { secp256r1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
  return names[group] ?? (group.startsWith('x') ? group.toUpperCase() : group);
}
