/** A peer's certificates, judged; and the signature that proves that the peer holds their key. */

import { job } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import type { Certificate } from '../x509/certificate.ts';
import { importedKey } from '../x509/path/public-keys.ts';
import type { Flow } from './flow.ts';
import type { HandshakeIo } from './io.ts';
import { type LeafUsage, noStaples, PeerVerified, type Shown, type Staples } from './proofs.ts';
import type { Settings } from './settings.ts';

/** A chain that was judged, from a peer that has yet to prove that it is its own. */
export interface JudgedChain extends Shown {
  readonly leaf: Certificate;
}

/** Parses and judges DER certificates. Throws `empty_certificate`, `chain_too_long` and what the judge objects to. */
export function* judgeChain(
  io: HandshakeIo,
  settings: Settings,
  peer: 'client' | 'server',
  serverName: string | undefined,
  certificates: readonly Uint8Array[],
  staples: Staples = noStaples,
  keyUsage: LeafUsage = 'digitalSignature',
): Flow<JudgedChain> {
  if (certificates.length > settings.maxChain) {
    throw new ProtocolError('chain_too_long', { certificates: certificates.length });
  }
  const chain = certificates.map((der) => settings.certificates.parse(der));
  const [leaf] = chain;
  if (leaf === undefined) throw new ProtocolError('empty_certificate');
  const judgement = yield* settings.judge({
    crypto: io.crypto,
    chain,
    peer,
    serverName,
    now: io.now,
    keyUsage,
    staples,
  });
  return { chain, leaf, judgement, staples };
}

/** The signature over `content` was made with the key of the leaf. Throws `bad_signature`. */
export function* provePossession(
  io: HandshakeIo,
  judged: JudgedChain,
  scheme: SignatureScheme,
  content: Uint8Array,
  signature: Uint8Array,
): Flow<PeerVerified> {
  const key = importedKey(io.crypto, judged.leaf.subjectPublicKeyInfo.key);
  if (key === undefined) throw new ProtocolError('malformed_certificate', { why: 'its public key is not valid' });
  const proof = yield* job(PeerVerified.prove(key, scheme, content, signature, judged));
  if (proof === undefined) throw new ProtocolError('bad_signature', { scheme: scheme.name });
  return proof;
}
