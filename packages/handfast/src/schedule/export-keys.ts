/** Keys of export suites: few secret bytes, stretched to what the cipher takes. RFC 2246 §6.3.1, RFC 6101 §6.2.2.1 */

import { concat } from '../base/bytes.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Version } from '../registry/versions.ts';
import type { Randoms, WriteKeys } from './classic.ts';
import type { Prf } from './prf.ts';

/** How long the keys are when they are final. */
export interface FinalLengths {
  readonly key: number;
  readonly iv: number;
}

/** Both directions. */
export interface BothKeys {
  readonly client: WriteKeys;
  readonly server: WriteKeys;
}

/** The keys that the ciphers of an export suite take, from those in the key block. Everybody can compute the IVs. */
export function exportKeys(
  crypto: CryptoProvider,
  version: Pick<Version, 'prf'>,
  prf: Prf,
  block: BothKeys,
  randoms: Randoms,
  lengths: FinalLengths,
): BothKeys {
  return version.prf === 'ssl3' ? ssl3(crypto, block, randoms, lengths) : tls(prf, block, randoms, lengths);
}

/** `final_client_write_key = PRF(client_write_key, "client write key", client_random + server_random)` */
function tls(prf: Prf, block: BothKeys, { client, server }: Randoms, { key, iv }: FinalLengths): BothKeys {
  const seed = concat(client, server);
  const ivs = prf.derive(new Uint8Array(0), 'IV block', seed, 2 * iv);
  const final = (side: 'client' | 'server'): Uint8Array => prf.derive(block[side].key, `${side} write key`, seed, key);
  return {
    client: { mac: block.client.mac, key: final('client'), iv: ivs.subarray(0, iv) },
    server: { mac: block.server.mac, key: final('server'), iv: ivs.subarray(iv) },
  };
}

/** `final_client_write_key = MD5(client_write_key + client_random + server_random)`; the server has them swapped. */
function ssl3(
  crypto: CryptoProvider,
  block: BothKeys,
  { client, server }: Randoms,
  { key, iv }: FinalLengths,
): BothKeys {
  const final = ({ mac, key: secret }: WriteKeys, own: Uint8Array, other: Uint8Array): WriteKeys => ({
    mac,
    key: crypto.hash('md5').update(secret).update(own).update(other).digest().subarray(0, key),
    iv: crypto.hash('md5').update(own).update(other).digest().subarray(0, iv),
  });
  return { client: final(block.client, client, server), server: final(block.server, server, client) };
}
