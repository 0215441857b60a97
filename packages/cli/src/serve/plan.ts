/** What `handfast serve` will do: its flags, checked, and its certificates, read or made. */

import { realpathSync, statSync } from 'node:fs';
import type { Observer } from 'handfast';
import type { CreateServerOptions } from 'handfast/node';
import { chosenGroups } from '../choices.ts';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { keyLog, readWith } from '../files.ts';
import { readKey } from '../pki/keys.ts';
import { type LegacyWishes, protocolOptions } from '../protocol.ts';
import { type SelfCapture, selfCapture } from '../self-capture/capture.ts';
import type { Surroundings } from '../surroundings.ts';
import { certificatesIn } from '../trust.ts';
import { createDevelopmentFiles, type DevelopmentFiles, reachableNames } from './development-certificate.ts';
import { type HiddenHellos, hiddenHellos } from './ech.ts';
import type { ServeFlags } from './flags.ts';
import { sessionsFor } from './session-store.ts';
import { srpUsers } from './srp-file.ts';

export interface ServePlan {
  /** The folder, as a real path; `undefined` to echo. */
  readonly root: string | undefined;
  readonly options: CreateServerOptions;
  /** Where connections are recorded. */
  readonly capture: SelfCapture | undefined;
  /** The development root's file, when clients need it. */
  readonly rootPath: string | undefined;
  /** Files of a client certificate that was made, when clients need one and nobody named its roots. */
  readonly client: { readonly cert: string; readonly key: string } | undefined;
  /** Where hidden ClientHellos are read. */
  readonly hidden: HiddenHellos | undefined;
  /** Removes the files that were made. */
  cleanUp(): void;
}

/** Throws usage errors and errors about files. */
export async function servePlan(folder: string, flags: ServeFlags, env: Surroundings['env']): Promise<ServePlan> {
  const { cert, key, clientAuth, clientCa } = flags;
  if ((cert === undefined) !== (key === undefined)) throw usageError('--cert and --key belong together', 'give both');
  if (flags.renegotiateAfter !== undefined && (flags.renegotiate ?? 'refuse') === 'refuse') {
    throw usageError('--renegotiate-after needs leave to renegotiate', 'add --renegotiate secure');
  }
  if (flags.ocsp !== undefined && cert === undefined) {
    throw usageError('--ocsp is about a certificate of yours', 'add --cert and --key');
  }
  if (clientCa.length > 0 && clientAuth === 'none') {
    throw usageError('--client-ca does nothing while no client is asked', 'add --client-auth require');
  }
  if (flags.earlyData && !(flags.tickets ?? 1)) {
    throw usageError('--early-data needs tickets', 'leave --no-tickets out');
  }
  const root = flags.echo ? undefined : folderPath(folder);
  const own = cert === undefined || key === undefined ? undefined : ownCertificate(cert, key, flags.ocsp);
  const options = { ...tlsOptions(flags, env, root), ...(await protocolOptions(flags, await legacyWishes(flags))) };
  const clientRoots = clientCa.flatMap(certificatesIn);
  const needsClients = clientAuth !== 'none' && clientCa.length === 0;
  const hidden = await hiddenHellos(flags);
  const sessions = await sessionsFor(flags);
  const files = own === undefined || needsClients ? await createDevelopmentFiles(Date.now()) : undefined;
  const client = needsClients ? await clientFiles(files as DevelopmentFiles) : undefined;
  const capture = flags.pcap === undefined ? undefined : selfCapture(flags.pcap);
  return {
    root,
    capture,
    options: {
      ...options,
      ...sessions.options,
      ...hidden?.options,
      ...(own ?? (await madeCertificate(files as DevelopmentFiles, flags))),
      ca: clientAuth === 'none' ? undefined : needsClients ? files?.ca.certificate : clientRoots,
    },
    rootPath: own === undefined ? files?.rootPath : undefined,
    client,
    hidden,
    cleanUp() {
      capture?.close();
      sessions.close();
      files?.remove();
    },
  };
}

/** What only `--legacy` can serve: hellos in the form of SSL 2.0, and users with passwords. Throws usage errors. */
async function legacyWishes({ legacy, srp, srpVfile }: ServeFlags): Promise<LegacyWishes> {
  if (legacy === true) return { ssl2ClientHello: true, srpUsers: await srpUsers(srp, srpVfile) };
  if (srp === undefined && srpVfile === undefined) return {};
  throw usageError('SRP suites are legacy', 'add --legacy and name them with --suites');
}

function tlsOptions(flags: ServeFlags, env: Surroundings['env'], root: string | undefined): CreateServerOptions {
  const keyLogPath = flags.keylog ?? env['SSLKEYLOGFILE'];
  const log: Observer | undefined = keyLogPath ? keyLog(keyLogPath) : undefined;
  const isWeb = root !== undefined && flags.alpn.length === 0;
  return {
    protocols: isWeb ? ['http/1.1'] : flags.alpn,
    groups: chosenGroups(flags.groups),
    clientAuthentication: flags.clientAuth,
    handshakeTimeout: 1000 * flags.timeout,
    allowHalfOpen: true,
    observer: log,
    credentials: flags.rawPublicKey === undefined ? [] : [{ key: readKey(flags.rawPublicKey, {}, env).key }],
  };
}

const ownCertificate = (
  cert: string,
  key: string,
  ocsp: string | undefined,
): Pick<CreateServerOptions, 'cert' | 'key' | 'ocspResponse'> => ({
  ocspResponse: ocsp === undefined ? undefined : readWith(ocsp, 'OCSP response', (content) => content),
  cert: certificatesIn(cert).map(({ der }) => der),
  key: readWith(key, 'private key', (content) => content),
});

async function madeCertificate(
  { ca }: DevelopmentFiles,
  { host, name }: ServeFlags,
): Promise<Pick<CreateServerOptions, 'cert' | 'key'>> {
  const { chain, key } = await ca.issue(reachableNames(host, name), { usages: ['serverAuth'] });
  return { cert: chain, key };
}

async function clientFiles(files: DevelopmentFiles): Promise<ServePlan['client']> {
  return files.write('client', await files.ca.issue(['client@localhost'], { usages: ['clientAuth'] }));
}

function folderPath(folder: string): string {
  try {
    const path = realpathSync(folder);
    if (statSync(path).isDirectory()) return path;
  } catch (error) {
    throw notServed(`the folder ${folder} cannot be read (${systemCode(error)})`);
  }
  throw notServed(`${folder} is not a folder`);
}

const notServed = (cause: string): CommandError =>
  new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'name a folder to serve' });
