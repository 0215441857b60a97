/** OpenSSL's command line under measurement: our client with its server, and its client with its server. Linux only. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fstatSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { connectDatagramConfig, connectDatagramWith } from 'handfast/node';
import type { Credentials } from '../implementations/implementation.ts';
import { cpuOf } from './cpu-clock.ts';
import { freePort } from './free-port.ts';
import { inTime, type Subject } from './subject.ts';

/** Our client: what it costs beside this server is more than half of it. */
export async function opensslServer(credentials: Credentials): Promise<Subject> {
  const { port, received, forget, elsewhere, close } = await listen(credentials);
  const config = connectDatagramConfig({
    versions: ['DTLS 1.2'],
    groups: ['x25519', 'secp256r1'],
    ca: credentials.ca,
  });
  return {
    name: 'handfast with openssl s_server, DTLS 1.2',
    async join() {
      const socket = connectDatagramWith(config, { host: '127.0.0.1', port, serverName: 'localhost' });
      await inTime((done, failed) => socket.once('secureConnect', done).once('error', failed));
      forget();
      return { send: (data) => socket.send(data), received, close: () => socket.close() };
    },
    elsewhere,
    close,
  };
}

/**
 * Its own client, which needs ten times as long to begin as for a handshake, even without the roots of the system. So one that connects once and one that connects six times are
 * compared: what is between them is five handshakes, with what it prints about each.
 */
export async function opensslAlone(credentials: Credentials): Promise<Subject> {
  const { port, elsewhere, close } = await listen(credentials);
  const visit = async (visits: 1 | 6): Promise<number> => {
    const before = elsewhere();
    const child = spawn(
      'openssl',
      [...client, '-connect', `127.0.0.1:${port}`, ...(visits > 1 ? ['-reconnect'] : [])],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    try {
      await inTime((done) => {
        let output = '';
        child.stdout.setEncoding('latin1').on('data', (text: string) => {
          output += text;
          if (output.split('New, TLSv1.2').length > visits) done();
        });
      });
      // Both have something left to do.
      await new Promise((resolve) => setTimeout(resolve, 20));
      return cpuOf(child.pid as number) + elsewhere() - before;
    } finally {
      await end(child);
    }
  };
  const refuse = () => Promise.reject(new Error('its client is not driven'));
  const handshakeRate = async (): Promise<number> => {
    let difference = 0;
    for (let pair = 0; pair < pairs; pair++) difference += (await visit(6)) - (await visit(1));
    return (5 * pairs) / difference;
  };
  return { name: 'openssl s_client and s_server, DTLS 1.2', join: refuse, handshakeRate, onlyHandshakes: true, close };
}

const quick = ['-no-CAfile', '-no-CApath', '-no-CAstore'];
const client = ['s_client', '-dtls1_2', '-no_ticket', '-curves', 'X25519:P-256', ...quick];
const pairs = 8;

/** A server that asks for a cookie and forgets its sessions; what it hears goes into a file. */
async function listen({ cert, key }: Credentials) {
  const directory = mkdtempSync(joinPath(tmpdir(), 'handfast-bench-'));
  const file = (name: string, content: string): string => {
    const path = joinPath(directory, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const port = await freePort();
  const heard = openSync(joinPath(directory, 'heard'), 'a');
  const child = spawn(
    'openssl',
    [
      ['s_server', '-dtls1_2', '-quiet', '-accept', `127.0.0.1:${port}`, '-no_ticket', '-no_cache'],
      ['-cert', file('cert.pem', cert), '-key', file('key.pem', key), '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ].flat(),
    { stdio: ['pipe', heard, 'ignore'] },
  );
  const close = (): void => {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', close);
  // Whoever measures ends us by a signal, which alone would leave the server behind.
  process.once('SIGTERM', () => process.exit());
  // A server that is not here or does not come up is left out.
  await once(child, 'spawn');
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    port,
    received: () => fstatSync(heard).size,
    forget: () => ftruncateSync(heard),
    elsewhere: () => cpuOf(child.pid as number),
    close,
  };
}

/** It says goodbye, without which the server would go on waiting for it, and then waits half a second for nothing. */
async function end(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  await new Promise((resolve) => setTimeout(resolve, 30));
  child.kill();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
