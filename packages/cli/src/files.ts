/** Files that the user names. What cannot be read or makes no sense is told with the name of the file. */

import { appendFileSync, readFileSync } from 'node:fs';
import { ProtocolError } from 'handfast';
import { keyLogFile } from 'handfast/node';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { systemCode } from './explain/network.ts';

/** What `parse` makes of a file. */
export function readWith<T>(path: string, what: string, parse: (content: Uint8Array) => T): T {
  let content: Uint8Array;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw inputError(`the ${what} ${path} cannot be read (${systemCode(error)})`, 'check the path', error);
  }
  return parsed(path, what, () => parse(content));
}

/** What `parse` gives; its complaints become those about a file. */
export function parsed<T>(path: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw inputError(`the ${what} ${path} is malformed: ${error.message}`, 'look at the file', error);
  }
}

/** An observer that writes a key log, after trying whether the file can be written. */
export function keyLog(path: string): ReturnType<typeof keyLogFile> {
  try {
    appendFileSync(path, '', { mode: 0o600 });
  } catch (error) {
    throw inputError(`the key log ${path} cannot be written (${systemCode(error)})`, 'choose another', error);
  }
  return keyLogFile(path);
}

function inputError(cause: string, fix: string, error: unknown): CommandError {
  return new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix }, { cause: error });
}
