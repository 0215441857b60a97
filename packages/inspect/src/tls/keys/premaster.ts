/** A master secret from what the client's key exchange carried: RSA keys, pre-shared keys, premaster secrets of a log. */

import { decode } from 'handfast/wire';
import { concat, toHex } from '../bytes.ts';
import { clientKeyExchange } from '../formats/key-exchange.ts';
import { quietly } from '../quietly.ts';
import type { TlsState } from '../state.ts';
import { type AgreedClassic, masterFrom } from './classic.ts';

interface Answer {
  readonly encryptedPreMasterSecret?: Uint8Array;
}

interface Exchange extends Answer {
  /** Behind the identity of a pre-shared key. */
  readonly answer?: Answer;
}

/** What the master secret of a connection up to TLS 1.2 may be: one, or as many as there are keys to try. */
export function mastersOf(state: TlsState, sessionHash: Uint8Array | undefined): readonly Uint8Array[] {
  const { agreed, prf, shared, server, clientKeyExchange: body, randomHex, resumedFrom } = state;
  if (agreed === undefined) return [];
  const logged = shared.keyLog.of(randomHex).get('CLIENT_RANDOM');
  const byId = server && shared.keyLog.masterOfSession(toHex(server.sessionId));
  const known = logged ?? byId ?? resumedFrom?.master;
  if (known !== undefined) return [known];
  if (body === undefined || prf === undefined) return [];
  const bound = agreed.extendedMasterSecret ? sessionHash : undefined;
  return premastersOf(state, agreed, body).map((premaster) => masterFrom(prf, premaster, agreed.randoms, bound));
}

function premastersOf({ shared, randomHex }: TlsState, agreed: AgreedClassic, body: Uint8Array): readonly Uint8Array[] {
  const logged = shared.keyLog.of(randomHex).get('PMS_CLIENT_RANDOM');
  if (logged !== undefined) return [logged];
  const { suite, version } = agreed;
  if (suite.keyExchange === 'psk') return shared.psks.map((psk) => pskPremaster(new Uint8Array(psk.length), psk));
  const exchange = quietly(() => decode(clientKeyExchange(suite, version.name === 'SSL 3.0'), body) as Exchange);
  const encrypted = (exchange?.answer ?? exchange)?.encryptedPreMasterSecret;
  const premaster = encrypted && (shared.keyLog.premasterOf(toHex(encrypted)) ?? decrypted(shared.rsaKeys, encrypted));
  if (premaster === undefined) return [];
  return suite.preShared ? shared.psks.map((psk) => pskPremaster(premaster, psk)) : [premaster];
}

/** `struct { opaque other_secret<0..2^16-1>; opaque psk<0..2^16-1>; }` RFC 4279 §2 */
const pskPremaster = (other: Uint8Array, psk: Uint8Array): Uint8Array =>
  concat(uint16(other.length), other, uint16(psk.length), psk);

const uint16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

type RsaKeys = TlsState['shared']['rsaKeys'];

/** RFC 8017 §7.2.2; nobody waits for an answer here, so nothing has to be hidden. */
function decrypted(keys: RsaKeys, encrypted: Uint8Array): Uint8Array | undefined {
  for (const key of keys) {
    const block = quietly(() => key.decryptRaw?.(encrypted));
    if (!(block instanceof Uint8Array) || block[0] !== 0 || block[1] !== 2) continue;
    const content = block.subarray(block.indexOf(0, 2) + 1);
    if (content.length === 48) return content;
  }
  return undefined;
}
