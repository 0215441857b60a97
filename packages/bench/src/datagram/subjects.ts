/** What is compared, by name. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Credentials } from '../implementations/implementation.ts';
import { handfast } from './handfast.ts';
import { lemon } from './lemon.ts';
import { bareCryptography, bareDatagrams } from './limits.ts';
import { opensslAlone, opensslServer } from './openssl.ts';
import type { Subject } from './subject.ts';
import { werift } from './werift.ts';

const makers = {
  'node:dgram alone': bareDatagrams,
  'node:dgram and bare node:crypto': bareCryptography,
  'handfast, DTLS 1.2': (credentials) => handfast('DTLS 1.2', credentials),
  'handfast, DTLS 1.3': (credentials) => handfast('DTLS 1.3', credentials),
  'handfast with openssl s_server, DTLS 1.2': opensslServer,
  'openssl s_client and s_server, DTLS 1.2': opensslAlone,
  'werift-dtls, DTLS 1.2': ({ cert, key }) => werift(installed(), cert, key),
  'lemon-tls, DTLS 1.2': (credentials) => lemonOf('DTLS 1.2', credentials),
  'lemon-tls, DTLS 1.3': (credentials) => lemonOf('DTLS 1.3', credentials),
} as const satisfies Record<string, (credentials: Credentials) => Subject | Promise<Subject>>;

export type SubjectName = keyof typeof makers;

export const subjectNames = Object.keys(makers) as readonly SubjectName[];
/** Those that ours are compared with: the libraries in JavaScript. */
export const isRival = (name: SubjectName): boolean => name.startsWith('werift') || name.startsWith('lemon');

/** Throws for a library that is not in the folder HANDFAST_DTLS_PEERS. */
export const makeSubject = async (name: SubjectName, credentials: Credentials): Promise<Subject> =>
  await makers[name](credentials);

function installed(): NodeJS.Require {
  const folder = process.env['HANDFAST_DTLS_PEERS'];
  if (folder === undefined) throw new Error('HANDFAST_DTLS_PEERS is not set');
  return createRequire(join(folder, 'package.json'));
}

async function lemonOf(version: 'DTLS 1.2' | 'DTLS 1.3', { cert, key }: Credentials): Promise<Subject> {
  const entry = installed()
    .resolve('lemon-tls')
    .replace(/\.cjs$/, '.js');
  return await lemon(await import(pathToFileURL(entry).href), version, cert, key);
}
