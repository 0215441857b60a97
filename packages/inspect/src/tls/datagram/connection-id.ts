/** Connection identifiers in DTLS 1.2: how long they are, and records that carry them. RFC 9146 §3, §4, §5 */

import { type DatagramRecord, keyLengths, type PlainRecord, xorNonce } from 'handfast/record';
import type { NegotiableSuite } from 'handfast/registry';
import { keyBlock, Secret } from 'handfast/schedule';
import type { Direction } from '../../model.ts';
import { concat } from '../bytes.ts';
import { extensionsWith } from '../hello.ts';
import type { TlsState } from '../state.ts';
import { openQuietly, unwrapped } from './reading13.ts';

/** Each side says in its hello which identifier it wants to receive; `undefined` where there are none. */
export function connectionIdLength({ client, server }: TlsState, direction: Direction): number | undefined {
  const receiver = direction === 0 ? server : client;
  return extensionsWith(receiver?.extensions ?? [], 54)?.[0];
}

/** The content of a record with an identifier: AEADs only. */
export function openWithConnectionId(
  state: TlsState,
  direction: Direction,
  record: DatagramRecord,
): PlainRecord | undefined {
  const { agreed, master, prf, shared } = state;
  const aeadName = agreed?.suite.cipher.aead;
  if (agreed === undefined || master === undefined || prf === undefined || aeadName === undefined) return undefined;
  const { crypto } = shared;
  const lengths = keyLengths(agreed.suite as NegotiableSuite);
  const block = keyBlock(prf, new Secret(master.slice()), agreed.randoms, lengths);
  const { key, iv } = direction === 0 ? block.client : block.server;
  const aead = crypto?.aead(aeadName, key);
  if (aead === undefined) return undefined;
  const explicit = 12 - iv.length;
  const { fragment, header, epoch, sequence = 0 } = record;
  const connectionId = header.subarray(...record.connectionId);
  const length = fragment.length - explicit - aead.tagLength;
  const nonce = explicit > 0 ? concat(iv, fragment.subarray(0, explicit)) : xorNonce(iv, epoch * 2 ** 48 + sequence);
  const additional = concat(
    new Uint8Array(8).fill(0xff),
    Uint8Array.of(25, connectionId.length, 25),
    header.subarray(1, 3),
    header.subarray(3, 11),
    connectionId,
    Uint8Array.of(length >> 8, length & 255),
  );
  const inner = length < 0 ? undefined : openQuietly(() => aead.open(nonce, additional, fragment.subarray(explicit)));
  return inner && unwrapped(inner);
}
