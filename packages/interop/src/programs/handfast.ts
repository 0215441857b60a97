/** Our own side: handfast/node behind the line protocol of peers/program.ts. */

import { appendFileSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { keyLogLine, type Observer } from 'handfast';
import { compose } from 'handfast/crypto';
import { acceptEch, echConfigListFromPem, echKeysFromPem, offerEch } from 'handfast/ech';
import { type LegacyVersionName, legacy } from 'handfast/legacy';
import { type ConnectOptions, type CreateServerOptions, connect, createServer, type TlsSocket } from 'handfast/node';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import { legacySuite } from '../facts.ts';
import { echo, say, serveOne } from './echo.ts';
import { type Report, type Request, serveRequests } from './requests.ts';

serveRequests({ server, client });

async function server(request: Request, listening: (port: number) => void, signal: AbortSignal): Promise<Report> {
  const updates = countKeyUpdates();
  const options: CreateServerOptions = {
    ...(await common(request)),
    observer: { ...updates, ...keyLog },
    clientAuthentication: request.clientAuth === undefined ? 'none' : (request.clientAuth as 'request' | 'require'),
    retryCookie: request.cookie,
    encryptedClientHello:
      request.ech === undefined ? undefined : acceptEch(echKeysFromPem(nodeProvider, pem(request.ech))),
    allowHalfOpen: true,
  };
  const listener = createServer(options);
  const renegotiations = { count: 0 };
  const socket = await serveOne<TlsSocket>(listener, listening, signal, (accepted) => {
    countRenegotiations(accepted, renegotiations);
    return echo(accepted, signal, () => {
      if (request.updateKeys) accepted.updateKeys(true);
      if (request.renegotiate === 'begin') accepted.renegotiate();
    });
  });
  return { ...report(socket, updates), renegotiations: renegotiations.count };
}

async function client(request: Request, signal: AbortSignal): Promise<Report> {
  const updates = countKeyUpdates();
  const options: ConnectOptions = {
    ...(await common(request)),
    observer: { ...updates, ...keyLog },
    host: '127.0.0.1',
    port: request.port,
    serverName: request.serverName,
    ocspStapling: request.askStatus,
    encryptedClientHello: request.ech === undefined ? undefined : offerEch(echConfigListFromPem(pem(request.ech))),
    allowHalfOpen: true,
  };
  const socket = connect({ ...options, ...(request.oneShare && { keyShares: options.groups?.slice(0, 1) }) });
  if (request.renegotiate === 'begin') socket.once('secureConnect', () => socket.renegotiate());
  if (request.updateKeys) socket.once('secureConnect', () => socket.updateKeys(true));
  const renegotiations = { count: 0 };
  countRenegotiations(socket, renegotiations);
  await say(socket, request.line, signal);
  const stapled = socket.info?.peer?.ocspResponse !== undefined;
  return { ...report(socket, updates), renegotiations: renegotiations.count, stapled };
}

const pem = (path: string): string => readFileSync(path, 'latin1');

function countRenegotiations(socket: TlsSocket, counter: { count: number }): void {
  socket.on('renegotiated', () => {
    counter.count += 1;
  });
}

function report(socket: TlsSocket, updates: { readonly count: number }): Report {
  const { protocol, encryptedClientHello } = socket.info ?? {};
  return {
    keyUpdates: updates.count,
    hidden: encryptedClientHello === 'accepted',
    ...(protocol !== undefined && { alpn: protocol }),
  };
}

/** Writes secrets into the file that SSLKEYLOGFILE names, as browsers do. */
const keyLogPath = process.env['SSLKEYLOGFILE'];
const keyLog: Observer =
  keyLogPath === undefined
    ? {}
    : { secret: (...secret) => appendFileSync(keyLogPath, `${keyLogLine(...secret)}\n`, { mode: 0o600 }) };

/** An observer that counts the peer's KeyUpdate messages. */
function countKeyUpdates() {
  const counter = {
    count: 0,
    message({ direction, name }: { readonly direction: string; readonly name: string }): void {
      if (direction === 'received' && name === 'KeyUpdate') counter.count += 1;
    },
  };
  return counter;
}

type Common = Pick<
  ConnectOptions & CreateServerOptions,
  | 'crypto'
  | 'legacy'
  | 'versions'
  | 'renegotiation'
  | 'ocspResponse'
  | 'ca'
  | 'cert'
  | 'key'
  | 'groups'
  | 'cipherSuites'
  | 'protocols'
>;

/** The settings of peer.ts as options. */
const settings: Readonly<Record<string, ConnectOptions>> = {
  grease: { grease: true },
  'padded records': { padRecordsTo: 1000 },
  'small records': { recordSizeLimit: 1000 },
  'no compatibility mode': { middleboxCompatibility: false },
  'any certificate': { insecureAcceptAnyCertificate: true },
  'old signatures': { signatureSchemes: ['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384', 'rsa_pkcs1_sha256'] },
};

/** The names in a request are the registry's own. */
async function common(request: Request): Promise<Common> {
  const { version, certificate, key, groups, suites, alpn } = request;
  return {
    ...chosen(version, suites, request.extra),
    ...(request.renegotiate !== undefined && { renegotiation: 'secure' as const }),
    ...(request.ocspResponse !== undefined && { ocspResponse: await readFile(request.ocspResponse) }),
    ca: await readFile(request.roots, 'latin1'),
    ...(certificate !== undefined && { cert: await readFile(certificate, 'latin1') }),
    ...(key !== undefined && { key: await readFile(key, 'latin1') }),
    ...(groups !== undefined && { groups: groups as NonNullable<ConnectOptions['groups']> }),
    ...(alpn !== undefined && { protocols: alpn }),
    ...settings[request.setting ?? ''],
  };
}

/** Versions and suites, those of `handfast/legacy` among them. */
function chosen(
  version: string | undefined,
  suites: readonly string[] | undefined,
  extra: string | undefined,
): Pick<ConnectOptions, 'crypto' | 'versions' | 'cipherSuites' | 'legacy'> {
  const isOld = version !== undefined && version < 'TLS 1.2';
  const weak = suites?.filter((name) => legacySuite(name) !== undefined) ?? [];
  const modern = {
    ...(version !== undefined && { versions: (isOld ? [] : [version]) as NonNullable<ConnectOptions['versions']> }),
    ...(suites !== undefined && {
      cipherSuites: suites.filter((name) => !weak.includes(name)) as NonNullable<ConnectOptions['cipherSuites']>,
    }),
  };
  if (!isOld && weak.length === 0) return modern;
  const plug = legacy({
    versions: isOld ? [version as LegacyVersionName] : [],
    cipherSuites: weak,
    signatureSchemes: ['rsa_pkcs1_sha1', 'ecdsa_sha1', 'dsa_sha1'],
    weakCertificates: true,
    leastPrimeBits: 1024,
    truncatedMacs: extra === 'truncated MACs',
    compression: extra === 'compression',
  });
  return { ...modern, crypto: compose(nodeProvider, legacyProvider), legacy: plug };
}
