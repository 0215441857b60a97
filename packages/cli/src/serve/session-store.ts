/** Where `handfast serve` keeps sessions, ticket keys and marks of early data: in memory, a folder, or Redis. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MisuseError } from 'handfast';
import type { CreateServerOptions } from 'handfast/node';
import { nodeProvider } from 'handfast/providers/node';
import { MemoryStore, type ReplayGuard, type SessionStore, SharedTicketKeys, TicketKeyRing } from 'handfast/session';
import { DirectoryReplayGuard, DirectoryStore } from 'handfast/session/directory';
import { connectRedis, RedisReplayGuard, RedisStore } from 'handfast/session/redis';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import type { ServeFlags } from './flags.ts';

export interface Sessions {
  readonly options: Pick<CreateServerOptions, 'sessionCache' | 'tickets' | 'earlyData'>;
  close(): void;
}

/** What the flags ask for. Throws errors about files and about Redis. */
export async function sessionsFor(flags: ServeFlags): Promise<Sessions> {
  const place = await placeFor(flags.sessionStore);
  const sealer = await sealerFor(flags.ticketKey, place.store);
  return {
    options: {
      sessionCache: flags.sessionIds ? (place.store ?? new MemoryStore()) : undefined,
      tickets: !(flags.tickets ?? 1) ? false : { count: flags.tickets || undefined, ...(sealer && { sealer }) },
      earlyData: flags.earlyData ? { most: flags.earlyData, ...(place.guard && { guard: place.guard }) } : undefined,
    },
    close: place.close,
  };
}

interface Place {
  readonly store: SessionStore | undefined;
  readonly guard: ReplayGuard | undefined;
  readonly close: () => void;
}

async function placeFor(where: string | undefined): Promise<Place> {
  const close = (): void => {};
  if (where === undefined) return { store: undefined, guard: undefined, close };
  if (where === 'memory') return { store: new MemoryStore(), guard: undefined, close };
  if (/^rediss?:/.test(where)) return inRedis(where);
  try {
    const store = new DirectoryStore({ path: join(where, 'sessions') });
    return { store, guard: new DirectoryReplayGuard({ path: join(where, 'marks') }), close };
  } catch (error) {
    const cause = error instanceof MisuseError ? error.message : `${where} cannot be used (${systemCode(error)})`;
    throw inputError(cause, 'choose a folder of your own', error);
  }
}

async function inRedis(url: string): Promise<Place> {
  try {
    const client = await connectRedis(url);
    const options = { client };
    return {
      store: new RedisStore(options),
      guard: new RedisReplayGuard(options),
      close: () => client.disconnect(),
    };
  } catch (error) {
    throw inputError('Redis needs the package ioredis', 'npm install ioredis', error);
  }
}

/** A key from a file, keys that the servers of one store share, or `undefined`: the server's own. */
async function sealerFor(path: string | undefined, store: SessionStore | undefined) {
  if (path !== undefined) return new TicketKeyRing({ crypto: nodeProvider, keys: [ticketKeyIn(path)] });
  if (store === undefined || store instanceof MemoryStore) return undefined;
  const keys = new SharedTicketKeys({ crypto: nodeProvider, store });
  await keys.prepare(Date.now());
  return keys;
}

/** 48 bytes in hexadecimal; a new key is made where there is no such file. */
export function ticketKeyIn(path: string): Uint8Array {
  try {
    const made = Buffer.from(nodeProvider.random(keyLength)).toString('hex');
    writeFileSync(path, `${made}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw inputError(`${path} cannot be written`, 'choose another file', error);
  }
  return readTicketKey(path);
}

/** 48 bytes in hexadecimal. */
export function readTicketKey(path: string): Uint8Array {
  let text = '';
  try {
    text = readFileSync(path, 'latin1').trim();
  } catch (error) {
    throw inputError(`the ticket key ${path} cannot be read (${systemCode(error)})`, 'check the path', error);
  }
  // One byte again and again: the library refuses it, too.
  const isDrawn = !/^(..)\1*$/.test(text);
  if (/^[0-9a-f]{96}$/i.test(text) && isDrawn) return Buffer.from(text, 'hex');
  throw inputError(`${path} is no ticket key`, `it must hold ${keyLength} random bytes in hexadecimal`, undefined);
}

const keyLength = 48;

const inputError = (cause: string, fix: string, error: unknown): CommandError =>
  new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix }, { cause: error });
