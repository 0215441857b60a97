/** Where certificates are found: in a file, in the files of a folder, on a server. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionInfo, ProtocolError } from 'handfast';
import { connectConfig, connectWith } from 'handfast/node';
import { type Certificate, parseCertificate } from 'handfast/x509';
import { CommandError } from '../command-error.ts';
import { openTcp } from '../connect/tcp.ts';
import { networkError, timeoutError } from '../explain/network.ts';
import { tlsError } from '../explain/tls.ts';
import { objectsIn, objectsOf, parsedObjects } from '../pki/objects.ts';
import { parseTarget, showTarget, type Target } from '../target.ts';

/** A certificate and the place where it was found. */
export interface Found {
  readonly source: string;
  readonly certificate: Certificate;
}

/** The certificates of a file, of every file of a folder that has some, or the leaf of a server. */
export async function certificatesAt(target: string, timeout: number, signal: AbortSignal): Promise<readonly Found[]> {
  const file = statSync(target, { throwIfNoEntry: false });
  if (file?.isDirectory()) return inFolder(target);
  if (file !== undefined || target.includes('/') || /\.(?:pem|crt|cer|der)$/.test(target)) return inFile(target);
  const place = parseTarget(target);
  return [{ source: showTarget(place), certificate: await leafOf(place, 1000 * timeout, signal) }];
}

const inFile = (path: string): readonly Found[] =>
  parsedObjects(objectsOf('certificate', [path]), parseCertificate).map((certificate) => ({
    source: path,
    certificate,
  }));

/** Files that are something else are no concern of an inventory. */
function inFolder(folder: string): readonly Found[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:pem|crt|cer|der)$/i.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .toSorted()
    .filter(hasCertificate)
    .flatMap(inFile);
}

function hasCertificate(path: string): boolean {
  try {
    return objectsIn(path).some(({ kind }) => kind === 'certificate');
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

/** Whatever certificate a server shows: whether to trust it is not the question here. */
async function leafOf(target: Target, timeout: number, signal: AbortSignal): Promise<Certificate> {
  const tcp = await openTcp({ target, family: 0, timeout }, signal);
  const config = connectConfig({ insecureAcceptAnyCertificate: true, handshakeTimeout: timeout });
  const socket = connectWith(config, { socket: tcp, serverName: target.host });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      socket.once('error', (error) => reject(explained(error, target, timeout)));
      socket.once('secureConnect', ({ peer }: ConnectionInfo) => {
        socket.on('error', () => {});
        resolve(peer?.chain[0] as Certificate);
      });
    });
  } finally {
    socket.destroy();
  }
}

function explained(error: unknown, target: Target, timeout: number): unknown {
  if (error instanceof ProtocolError && error.code === 'handshake_timeout') {
    return timeoutError(`the handshake with ${showTarget(target)}`, timeout / 1000, 'try again, or give more time');
  }
  if (error instanceof Error && 'syscall' in error) return networkError(error, target);
  return tlsError(error, { alert: undefined, chain: [], first: new Uint8Array() }) ?? error;
}
