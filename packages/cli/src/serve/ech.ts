/** The key with which `handfast serve` reads hidden ClientHellos: from a file, or made and put there. RFC 9934 */

import { existsSync, writeFileSync } from 'node:fs';
import type { CreateServerOptions } from 'handfast/node';
import { nodeProvider } from 'handfast/providers/node';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { readWith } from '../files.ts';
import { withoutMisuse } from '../misuse.ts';
import type { ServeFlags } from './flags.ts';

export interface HiddenHellos {
  readonly options: Pick<CreateServerOptions, 'encryptedClientHello'>;
  /** The file with the key. */
  readonly file: string;
  /** What clients need of it: an ECHConfigList in base64. */
  readonly configList: string;
}

/** `undefined` where nothing is to be hidden. Throws usage errors, and errors about files. */
export async function hiddenHellos({ ech: file, publicName }: ServeFlags): Promise<HiddenHellos | undefined> {
  if (file === undefined) return undefined;
  const { acceptEch, createEchKey, echConfigList, echKeysFromPem, echKeyToPem } = await import('handfast/ech');
  if (!existsSync(file)) {
    write(file, echKeyToPem(await withoutMisuse(() => createEchKey(nodeProvider, { publicName }))));
  }
  const keys = readWith(file, 'ECH key', (content) =>
    withoutMisuse(() => echKeysFromPem(nodeProvider, Buffer.from(content).toString('latin1'))),
  );
  return {
    options: { encryptedClientHello: acceptEch(keys) },
    file,
    configList: Buffer.from(echConfigList(keys)).toString('base64'),
  };
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    const cause = `the ECH key ${path} cannot be written (${systemCode(error)})`;
    throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'choose another file' });
  }
}
