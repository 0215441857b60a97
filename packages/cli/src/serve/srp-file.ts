/** Users with the verifiers of their passwords, in the file that srptool of GnuTLS writes. RFC 5054 §2.4 */

import type { LegacyOptions, SrpEntry } from 'handfast/legacy';
import { nodeProvider } from 'handfast/providers/node';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWith } from '../files.ts';
import { userOf } from '../protocol.ts';

/** Those of a file of lines `user:verifier:salt:group`, and one by password. Throws errors about the file. */
export async function srpUsers(one: string | undefined, path: string | undefined): Promise<LegacyOptions['srpUsers']> {
  if (one === undefined && path === undefined) return undefined;
  const users = new Map(path === undefined ? [] : readWith(path, 'SRP users', entries));
  if (one !== undefined) {
    const credentials = userOf(one);
    const { srpGroup, srpVerifier } = await import('handfast/legacy');
    const salt = nodeProvider.random(16);
    const verifier = srpVerifier({ crypto: nodeProvider, group: srpGroup(2048) }, salt, credentials);
    users.set(credentials.user, { salt, verifier, group: 2048 });
  }
  return { find: (user) => users.get(user), seed: nodeProvider.random(32) };
}

function entries(content: Uint8Array): readonly (readonly [user: string, entry: SrpEntry])[] {
  const lines = Buffer.from(content).toString('utf8').split(/\r?\n/);
  return lines.flatMap((line, i) => {
    if (line === '') return [];
    const [, user, verifier, salt] = /^(.+):([\w./]+):([\w./]+):\d+$/.exec(line) ?? [];
    const entry = entryOf(digits(verifier ?? ''), digits(salt ?? ''));
    if (user !== undefined && entry !== undefined) return [[user, entry]];
    const cause = `line ${i + 1} of the SRP users is not user:verifier:salt:group`;
    throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'make the file with srptool' });
  });
}

/** The group is a line of another file, but a verifier is as long as its prime. */
function entryOf(verifier: Uint8Array, salt: Uint8Array): SrpEntry | undefined {
  const length =
    verifier.length -
    Math.max(
      0,
      verifier.findIndex((byte) => byte !== 0),
    );
  const group = sizes.find((bits) => length > 0 && length <= bits / 8);
  return group && { verifier, salt, group };
}

/** Numbers of base 64 with the most significant digit first: no Base64, which begins at the other end. */
function digits(text: string): Uint8Array {
  let value = 0n;
  for (const digit of text) value = 64n * value + BigInt(alphabet.indexOf(digit));
  // Four digits are three bytes; a first digit that is zero is left out.
  const length = 3 * Math.floor(text.length / 4) + ([0, 1, 1, 2][text.length % 4] as number);
  return Buffer.from(
    value
      .toString(16)
      .padStart(2 * length, '0')
      .slice(-2 * length),
    'hex',
  );
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz./';
const sizes = [1024, 1536, 2048, 3072, 4096, 6144, 8192] as const;
