/** How `handfast connect` hides its ClientHello, or looks as if it did. The code is loaded when it is asked for. */

import { existsSync } from 'node:fs';
import type { ConnectOptions } from 'handfast/node';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { parsed, readWith } from '../files.ts';
import { withoutMisuse } from '../misuse.ts';
import type { ConnectFlags } from './flags.ts';

/** Throws usage errors, and errors about files. */
export async function helloEncryption({
  ech,
  echGrease = false,
}: ConnectFlags): Promise<ConnectOptions['encryptedClientHello']> {
  if (ech !== undefined && echGrease) throw usageError('--ech and --ech-grease exclude each other', 'leave one out');
  if (ech === undefined && !echGrease) return undefined;
  const { echConfigListFromPem, greaseEch, offerEch } = await import('handfast/ech');
  if (ech === undefined) return greaseEch;
  const hiding = (text: string) =>
    withoutMisuse(() => offerEch(text.includes('-----BEGIN') ? echConfigListFromPem(text) : base64(text)));
  return existsSync(ech)
    ? readWith(ech, 'ECH configuration', (content) => hiding(Buffer.from(content).toString('latin1')))
    : parsed(ech, 'ECH configuration', () => hiding(ech));
}

function base64(text: string): Uint8Array {
  const compact = text.replace(/\s/g, '');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return Buffer.from(compact, 'base64');
  const cause = 'ECH configurations are neither a file nor base64';
  throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'check the path' });
}
