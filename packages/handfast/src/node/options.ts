/** Options of the Node adapters: the library's, with files and texts in place of parsed values. */

import { MisuseError } from '../base/errors.ts';
import type { PrivateKey } from '../crypto/provider.ts';
import type { CommonOptions, CredentialOptions } from '../engine/options.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { pkcs8FromDer, pkcs8FromPem } from '../x509/private-key.ts';
import { certificatesOf, type Roots, trustAnchors } from './trust-store.ts';

/** What both adapters accept beside the library's options. */
export interface AdapterOptions extends Omit<CommonOptions, 'crypto' | 'trust'> {
  readonly crypto?: CommonOptions['crypto'] | undefined;
  /** Roots that the peer's certificate must lead to: PEM, DER, parsed, or a list. */
  readonly ca?: Roots | undefined;
  /** Our certificate chain, leaf first: PEM, or DER certificates. */
  readonly cert?: string | Uint8Array | readonly Uint8Array[] | undefined;
  /** One OCSP response (DER) about the leaf of `cert`, to show to peers that ask. */
  readonly ocspResponse?: Uint8Array | undefined;
  /** The key of the leaf: PEM or PKCS#8 in DER, or any object that signs, such as an HSM's. */
  readonly key?: string | Uint8Array | PrivateKey | undefined;
  /** Close connections on which nothing has moved for so many milliseconds. Default: never. */
  readonly idleTimeout?: number | undefined;
}

/** The library's options for these. Throws `MisuseError` when certificate and key do not go together. */
export function libraryOptions<T extends AdapterOptions>(options: T) {
  const {
    crypto = nodeProvider,
    ca,
    cert,
    key,
    ocspResponse,
    handshakeTimeout = 60_000,
    idleTimeout,
    ...others
  } = options;
  if (idleTimeout !== undefined && !(idleTimeout > 0)) throw new MisuseError('idleTimeout must be more than 0');
  return {
    ...others,
    crypto,
    handshakeTimeout,
    trust: ca === undefined ? undefined : trustAnchors(ca),
    own: credentialOf(crypto, cert, key, ocspResponse),
  };
}

function credentialOf(
  crypto: CommonOptions['crypto'],
  cert: AdapterOptions['cert'],
  key: AdapterOptions['key'],
  ocspResponse: Uint8Array | undefined,
): CredentialOptions | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new MisuseError('cert and key must be given together');
  const chain = Array.isArray(cert) ? (cert as readonly Uint8Array[]) : certificatesOf(cert as string | Uint8Array);
  return { chain, key: privateKeyOf(crypto, key), ocspResponse };
}

/** A key that signs, from PEM or DER. Throws `MisuseError` when the provider cannot use it. */
export function privateKeyOf(crypto: CommonOptions['crypto'], key: string | Uint8Array | PrivateKey): PrivateKey {
  if (typeof key !== 'string' && !(key instanceof Uint8Array)) return key;
  const imported = crypto.importPrivateKey(pkcs8Of(key));
  if (imported === undefined) throw new MisuseError(`the provider ${crypto.name} cannot use this private key`);
  return imported;
}

/** DER starts with the tag of a SEQUENCE, PEM text never does. */
const pkcs8Of = (key: string | Uint8Array): Uint8Array =>
  typeof key !== 'string' && key[0] === 0x30 ? pkcs8FromDer(key) : pkcs8FromPem(Buffer.from(key).toString('latin1'));
