/** What tests with the programs of OpenSSL share. */

import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Writes a fresh RSA key and a certificate with it, for `server.test`. */
export function writeIdentity(keyFile: string, certificateFile: string): void {
  const subject = ['-subj', '/CN=server.test', '-days', '2', '-nodes'];
  const files = ['-keyout', keyFile, '-out', certificateFile];
  spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...files, ...subject]);
}

/** Waits until a program says something. */
export async function said(program: ChildProcess, what: RegExp): Promise<void> {
  let text = '';
  while (!what.test(text)) {
    const [chunk] = (await once(program.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    text += chunk.toString('latin1');
  }
}
