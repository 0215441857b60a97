/** Private keys: made in a kind that the user names, read from files, written under a password or plain. */

import { MisuseError, ProtocolError } from 'handfast';
import type { KeySpec, PrivateKey } from 'handfast/crypto';
import { nodeProvider } from 'handfast/providers/node';
import { decryptPrivateKey, encodePem, encryptPrivateKey, parsePem, pkcs8FromDer, pkcs8FromPem } from 'handfast/x509';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWith } from '../files.ts';
import type { Surroundings } from '../surroundings.ts';
import { type PasswordFlags, passwordFrom } from './password.ts';

/** A key that signs, and its secret bytes. */
export interface OwnKey {
  readonly key: PrivateKey;
  /** DER PrivateKeyInfo: a secret. */
  readonly pkcs8: Uint8Array;
}

const specs = {
  p256: { kind: 'ec', curve: 'secp256r1' },
  p384: { kind: 'ec', curve: 'secp384r1' },
  p521: { kind: 'ec', curve: 'secp521r1' },
  rsa2048: { kind: 'rsa', bits: 2048 },
  rsa3072: { kind: 'rsa', bits: 3072 },
  rsa4096: { kind: 'rsa', bits: 4096 },
  'rsa-pss2048': { kind: 'rsa-pss', bits: 2048 },
  ed25519: { kind: 'ed25519' },
  ed448: { kind: 'ed448' },
  'ml-dsa-44': { kind: 'ml-dsa-44' },
  'ml-dsa-65': { kind: 'ml-dsa-65' },
  'ml-dsa-87': { kind: 'ml-dsa-87' },
} as const satisfies Record<string, KeySpec>;

/** A value of `--key-type`. */
export type KeyType = keyof typeof specs;

/** All values of `--key-type`; the first is the usual one. */
export const keyTypes = Object.keys(specs) as readonly KeyType[];

/** A fresh key of this kind. */
export const newKey = (type: KeyType): Promise<OwnKey> => generate(specs[type]);

/** What the library is asked for. */
export const keySpec = (type: KeyType): KeySpec => specs[type];

/** A fresh key of any kind that the provider makes. */
export async function generate(spec: KeySpec): Promise<OwnKey> {
  const generated = await nodeProvider.generateKey(spec);
  if (generated === undefined) throw usageError(`${spec.kind} keys cannot be made here`, 'choose another --key-type');
  return { key: generated.privateKey, pkcs8: generated.pkcs8 };
}

/** The first private key of a file, in PEM or DER, decrypted if need be. */
export function readKey(path: string, flags: PasswordFlags, env: Surroundings['env']): OwnKey {
  const pkcs8 = readWith(path, 'private key', (content) => plainKey(path, content, () => passwordFrom(flags, env)));
  const key = nodeProvider.importPrivateKey(pkcs8);
  if (key !== undefined) return { key, pkcs8 };
  throw unusable(path, 'it is not of a kind that signs certificates');
}

/** The key as PEM, encrypted when there is a password. */
export function keyPem({ pkcs8 }: OwnKey, password: string | undefined): string {
  if (password === undefined) return encodePem('PRIVATE KEY', pkcs8);
  return encodePem('ENCRYPTED PRIVATE KEY', encryptPrivateKey(nodeProvider, pkcs8, password));
}

function plainKey(path: string, content: Uint8Array, password: () => string | undefined): Uint8Array {
  try {
    if (content[0] === sequenceTag) return plainDer(content, password);
    const text = Buffer.from(content).toString('latin1');
    const encrypted = parsePem(text).find(({ label }) => label === 'ENCRYPTED PRIVATE KEY');
    return encrypted === undefined ? pkcs8FromPem(text) : decrypted(encrypted.bytes, password());
  } catch (error) {
    if (!(error instanceof MisuseError)) throw error;
    throw unusable(path, error.message, error);
  }
}

function plainDer(der: Uint8Array, password: () => string | undefined): Uint8Array {
  try {
    return pkcs8FromDer(der);
  } catch (error) {
    const given = password();
    if (!(error instanceof ProtocolError) || given === undefined) throw error;
    return decrypted(der, given);
  }
}

function decrypted(der: Uint8Array, password: string | undefined): Uint8Array {
  if (password !== undefined) return decryptPrivateKey(nodeProvider, der, password);
  throw usageError('the private key is encrypted', 'give its password with --password-file FILE or HANDFAST_PASSWORD');
}

function unusable(path: string, why: string, cause?: Error): CommandError {
  return new CommandError(
    {
      exitCode: exitCodes.input,
      code: 'bad_input',
      cause: `the private key ${path} cannot be used: ${why}`,
      fix: 'give another file',
    },
    { cause },
  );
}

/** DER starts with the tag of a SEQUENCE, PEM text never does. */
const sequenceTag = 0x30;
