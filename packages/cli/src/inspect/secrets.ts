/** The secrets that the flags of `handfast inspect` name. */

import type { Secrets } from '@handfast/inspect';
import { usageError } from '../command-error.ts';
import { readWith } from '../files.ts';
import { readKey } from '../pki/keys.ts';
import type { Surroundings } from '../surroundings.ts';
import type { InspectFlags } from './flags.ts';

/** Throws usage errors and errors about files. */
export function secretsOf({ keylog, rsaKey, psk }: InspectFlags, env: Surroundings['env']): Required<Secrets> {
  return {
    keyLog: keylog.map((path) => readWith(path, 'key log', (content) => new TextDecoder().decode(content))).join('\n'),
    rsaKeys: rsaKey.map((path) => readKey(path, {}, env).pkcs8),
    psks: psk.map(bytesOf),
  };
}

function bytesOf(hex: string): Uint8Array {
  if (/^(?:[0-9a-f]{2})+$/i.test(hex)) return Uint8Array.from(Buffer.from(hex, 'hex'));
  throw usageError('a pre-shared key is not hexadecimal', 'give two digits for each byte');
}
