/** A peer's key without a certificate, judged. RFC 7250 §4 */

import { copyOf } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { parsePublicKey, type SubjectPublicKeyInfo } from '../x509/public-key.ts';
import type { JudgedPeer } from './chain.ts';
import type { Flow } from './flow.ts';
import type { HandshakeIo } from './io.ts';
import { noStaples } from './proofs.ts';
import type { Settings } from './settings.ts';

/**
 * Parses and judges what a Certificate message holds. Throws `empty_certificate`, `surplus_raw_key`, `malformed_raw_key`
 * and what the judge objects to.
 */
export function* judgeRawKey(
  io: HandshakeIo,
  settings: Settings,
  peer: 'client' | 'server',
  serverName: string | undefined,
  [der, ...others]: readonly Uint8Array[],
): Flow<JudgedPeer> {
  if (der === undefined) throw new ProtocolError('empty_certificate');
  if (others.length > 0) throw new ProtocolError('surplus_raw_key');
  const publicKey = parsedKey(der);
  const judgement = yield* settings.judgeKey({ crypto: io.crypto, publicKey, peer, serverName });
  return { chain: [], rawKey: publicKey, subjectPublicKeyInfo: publicKey, judgement, staples: noStaples };
}

/** A key in memory of its own. Throws `malformed_raw_key`. */
export function parsedKey(der: Uint8Array): SubjectPublicKeyInfo {
  try {
    return parsePublicKey(copyOf(der));
  } catch (error) {
    if (error instanceof ProtocolError) throw new ProtocolError('malformed_raw_key', {}, { cause: error });
    throw error;
  }
}
