/** Credentials of a test: PEM files that the runner wrote, and which of them was used. */

import { readFileSync } from 'node:fs';
import type { CredentialOptions, PskOptions, RawKeyOptions } from 'handfast';
import type { CryptoProvider, PrivateKey } from 'handfast/crypto';
import { certificatesOf } from 'handfast/node';
import { type Certificate, parseDelegation, pkcs8FromPem } from 'handfast/x509';
import { notImplemented } from './failure.ts';
import type { CredentialFlags, ShimConfig } from './flags.ts';
import { base64Bytes, keySchemes, latin1Bytes, wireList16 } from './values.ts';

/** A credential, and its number in the test's words: -1 is the one without a flag of its own. */
export interface NumberedCredential {
  readonly number: number;
  readonly options: CredentialOptions | RawKeyOptions;
}

/** In the order in which they should be tried; `used` is called with the number of one that signs. */
export function loadCredentials(
  { credentials }: ShimConfig,
  crypto: CryptoProvider,
  used: (number: number) => void,
): readonly NumberedCredential[] {
  const [unnumbered, ...numbered] = credentials;
  const all = numbered.map((flags, number) => ({ flags, number }));
  if (unnumbered !== undefined) all.push({ flags: unnumbered, number: -1 });
  return all.flatMap(({ flags, number }) => {
    const options = load(flags, crypto, () => used(number));
    return options === undefined ? [] : [{ number, options }];
  });
}

/** The keys from outside among the credentials. */
export const loadPsks = (config: ShimConfig): readonly PskOptions[] => [
  ...plainPsk(config),
  ...config.credentials.flatMap((flags): readonly PskOptions[] => {
    const { 'psk-importer-key': key, 'psk-importer-identity': identity = '', 'psk-importer-context': context } = flags;
    if (key === undefined) return [];
    const hash = flags['psk-importer-sha384'] ? 'sha384' : 'sha256';
    const importContext = base64Bytes(context ?? '');
    return [{ identity: base64Bytes(identity), key: base64Bytes(key), hash, importContext }];
  }),
];

/** The key of `-psk`, for suites of TLS 1.2. */
function plainPsk({ psk, 'psk-identity': identity = '' }: ShimConfig): readonly PskOptions[] {
  return psk === undefined ? [] : [{ identity: latin1Bytes(identity), key: latin1Bytes(psk) }];
}

/** The number of the credential that holds the key of this name; -1 for none. */
export const pskNumber = ({ credentials }: ShimConfig, name: Uint8Array): number =>
  credentials.findIndex((flags) => flags['psk-importer-identity'] === Buffer.from(name).toString('base64')) - 1;

/** The certificates of a PEM file, as they stand in it. */
export const readChain = (file: string): readonly Certificate[] => certificatesOf(readFileSync(file, 'latin1'));

function load(
  flags: CredentialFlags,
  crypto: CryptoProvider,
  used: () => void,
): NumberedCredential['options'] | undefined {
  const certFile = flags['cert-file'];
  const keyFile = flags['key-file'] ?? certFile;
  if (keyFile === undefined) return undefined;
  const key = loadKey(keyFile, flags, crypto, used);
  if (flags['raw-public-key']) return { key };
  if (certFile === undefined) return undefined;
  const { 'ocsp-response': response, 'signed-cert-timestamps': timestamps, 'delegated-credential': delegated } = flags;
  return {
    chain: readChain(certFile),
    ...(delegated !== undefined && { delegation: parseDelegation(base64Bytes(delegated)) }),
    ...(response !== undefined && { ocspResponse: base64Bytes(response) }),
    ...(timestamps !== undefined && { timestamps: wireList16(base64Bytes(timestamps)) }),
    onlyForItsAuthorities: flags['must-match-issuer'],
    key,
  };
}

/** `used` is called before each use. */
function loadKey(file: string, flags: CredentialFlags, crypto: CryptoProvider, used: () => void): PrivateKey {
  const key = crypto.importPrivateKey(pkcs8FromPem(readFileSync(file, 'latin1')));
  if (key === undefined) throw notImplemented('a key of this kind');
  return {
    info: key.info,
    decryptRaw(ciphertext) {
      used();
      return key.decryptRaw?.(ciphertext);
    },
    ...(flags['signing-prefs'].length > 0 && { schemes: keySchemes(flags['signing-prefs']) }),
    sign(algorithm, data) {
      used();
      return key.sign(algorithm, data);
    },
  };
}
