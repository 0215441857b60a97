/** The key schedule up to TLS 1.2: one function per formula. RFC 5246 §6.3, §7.4.9, §8.1; RFC 7627 §4; RFC 5705 §4 */

import { concat } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import type { Prf } from './prf.ts';

/** Randoms of both hellos. */
export interface Randoms {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** `master_secret = PRF(pre_master_secret, "master secret", ClientHello.random + ServerHello.random)[0..47]` */
export const masterSecret = (prf: Prf, preMasterSecret: Uint8Array, { client, server }: Randoms): Secret =>
  new Secret(prf.derive(preMasterSecret, 'master secret', concat(client, server), masterLength));

/**
 * `master_secret = PRF(pre_master_secret, "extended master secret", session_hash)[0..47]`, which binds it to all that
 * was said up to ClientKeyExchange. RFC 7627 §4
 */
export const extendedMasterSecret = (prf: Prf, preMasterSecret: Uint8Array, sessionHash: Uint8Array): Secret =>
  new Secret(prf.derive(preMasterSecret, 'extended master secret', sessionHash, masterLength));

/** Lengths in bytes of what one direction needs. */
export interface KeyLengths {
  readonly mac: number;
  readonly key: number;
  readonly iv: number;
}

/** What protects one direction. */
export interface WriteKeys {
  readonly mac: Uint8Array;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** `key_block = PRF(master_secret, "key expansion", server_random + client_random)`, cut up. RFC 5246 §6.3 */
export function keyBlock(
  prf: Prf,
  master: Secret,
  { client, server }: Randoms,
  { mac, key, iv }: KeyLengths,
): { readonly client: WriteKeys; readonly server: WriteKeys } {
  const block = prf.derive(master.expose(), 'key expansion', concat(server, client), 2 * (mac + key + iv));
  let at = 0;
  const next = (length: number): Uint8Array => block.subarray(at, (at += length));
  const macs = [next(mac), next(mac)] as const;
  const keys = [next(key), next(key)] as const;
  const ivs = [next(iv), next(iv)] as const;
  return {
    client: { mac: macs[0], key: keys[0], iv: ivs[0] },
    server: { mac: macs[1], key: keys[1], iv: ivs[1] },
  };
}

/** `verify_data = PRF(master_secret, finished_label, Hash(handshake_messages))`. RFC 5246 §7.4.9 */
export const verifyData = (
  prf: Prf,
  master: Secret,
  side: 'client' | 'server',
  transcriptHash: Uint8Array,
  length: number,
): Uint8Array => prf.derive(master.expose(), `${side} finished`, transcriptHash, length);

/** Keying material for the application. An empty context is not the same as none. RFC 5705 §4 */
export function exportClassic(
  prf: Prf,
  master: Secret,
  { client, server }: Randoms,
  label: string,
  context: Uint8Array | undefined,
  length: number,
): Uint8Array {
  const seed = concat(client, server);
  if (context === undefined) return prf.derive(master.expose(), label, seed, length);
  const contextLength = Uint8Array.of(context.length >> 8, context.length & 0xff);
  return prf.derive(master.expose(), label, concat(seed, contextLength, context), length);
}

/** Labels that the handshake itself uses: nobody may have keying material under them. RFC 5705 §4 */
export const reservedLabels: readonly string[] = [
  'client finished',
  'server finished',
  'master secret',
  'extended master secret',
  'key expansion',
];

const masterLength = 48;
