/** Sessions between two runs of `handfast connect`: a file that whoever reads it can resume them with. */

import { writeFileSync } from 'node:fs';
import { MemoryStore } from 'handfast/session';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { readWith } from '../files.ts';

/** A store with what a file of sessions holds; an empty one where no file is named. Throws errors about files. */
export function readSessions(path: string | undefined): MemoryStore {
  const store = new MemoryStore();
  if (path === undefined) return store;
  for (const { key, value, expires } of readWith(path, 'session file', parse)) {
    store.put(key, Buffer.from(value, 'base64'), expires);
  }
  return store;
}

/** Writes what is left in the store, readable for its owner only. */
export function writeSessions(path: string, store: MemoryStore): void {
  const sessions = Array.from(store.sessions(), (session) => ({
    ...session,
    value: Buffer.from(session.value).toString('base64'),
  }));
  try {
    writeFileSync(path, `${JSON.stringify({ sessions }, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    const cause = `the session file ${path} cannot be written (${systemCode(error)})`;
    throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'choose another' });
  }
}

interface SavedText {
  readonly key: string;
  /** Base64. */
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

function parse(content: Uint8Array): readonly SavedText[] {
  try {
    const document: unknown = JSON.parse(Buffer.from(content).toString());
    const sessions: unknown = Reflect.get(Object(document), 'sessions');
    if (Array.isArray(sessions) && sessions.every(isSaved)) return sessions;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const cause = 'the session file is none that --session-out wrote';
  throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'look at the file' });
}

const isSaved = (entry: unknown): entry is SavedText =>
  typeof Reflect.get(Object(entry), 'key') === 'string' &&
  typeof Reflect.get(Object(entry), 'value') === 'string' &&
  typeof Reflect.get(Object(entry), 'expires') === 'number';
