/** A peer's certificates or bare key, judged; and the signature that proves that the peer holds the key. */

import { job } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import type { CertificateType } from '../registry/certificate-types.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import { importedKey } from '../x509/path/public-keys.ts';
import type { SubjectPublicKeyInfo } from '../x509/public-key.ts';
import type { Flow } from './flow.ts';
import type { HandshakeIo } from './io.ts';
import { allows, type LeafUsage, noStaples, PeerVerified, type Shown, type Staples } from './proofs.ts';
import { judgeRawKey, parsedKey } from './raw-key.ts';
import type { Settings } from './settings.ts';

/** A chain or a key that was judged, from a peer that has yet to prove that it is its own. */
export interface JudgedPeer extends Shown {
  /** Of the leaf, or all there is. */
  readonly subjectPublicKeyInfo: SubjectPublicKeyInfo;
}

/** What a Certificate message holds. */
export interface ShownCertificates {
  readonly type: CertificateType;
  /** DER: a chain, leaf first, or a key. */
  readonly certificates: readonly Uint8Array[];
  readonly staples?: Staples | undefined;
}

/** The key in what a peer shows, not judged yet. Throws `empty_certificate`, `malformed_certificate` and `malformed_raw_key`. */
export function shownKey(
  { certificates }: Settings,
  { type, certificates: [first] }: ShownCertificates,
): PublicKeyInfo {
  if (first === undefined) throw new ProtocolError('empty_certificate');
  return type === 'RawPublicKey' ? parsedKey(first).key : certificates.parse(first).subjectPublicKeyInfo.key;
}

/** Judges what the peer shows. Throws `no_common_certificate_type` when we never said that we accept the like. */
export function* judgePeer(
  io: HandshakeIo,
  settings: Settings,
  peer: 'client' | 'server',
  serverName: string | undefined,
  { type, certificates, staples }: ShownCertificates,
  keyUsage?: LeafUsage,
): Flow<JudgedPeer> {
  if (!settings.peerCertificateTypes.includes(type)) throw new ProtocolError('no_common_certificate_type');
  if (type === 'RawPublicKey') return yield* judgeRawKey(io, settings, peer, serverName, certificates);
  return yield* judgeChain(io, settings, peer, serverName, certificates, staples, keyUsage);
}

/** Parses and judges DER certificates. Throws `empty_certificate`, `chain_too_long` and what the judge objects to. */
function* judgeChain(
  io: HandshakeIo,
  settings: Settings,
  peer: 'client' | 'server',
  serverName: string | undefined,
  certificates: readonly Uint8Array[],
  staples: Staples = noStaples,
  keyUsage: LeafUsage = 'digitalSignature',
): Flow<JudgedPeer> {
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
  // A matter of the protocol, whoever is believed: RFC 8446 §4.4.2.2, RFC 5246 §7.4.2
  if (!allows(leaf, keyUsage)) throw new ProtocolError('wrong_usage', { why: `keyUsage lacks ${keyUsage}` });
  return { chain, subjectPublicKeyInfo: leaf.subjectPublicKeyInfo, judgement, staples };
}

/** The signature over `content` was made with the key. Throws `bad_signature`. */
export function* provePossession(
  io: HandshakeIo,
  judged: JudgedPeer,
  scheme: SignatureScheme,
  content: Uint8Array,
  signature: Uint8Array,
): Flow<PeerVerified> {
  const key = importedKey(io.crypto, judged.subjectPublicKeyInfo.key);
  if (key === undefined) {
    const code = judged.rawKey === undefined ? 'malformed_certificate' : 'malformed_raw_key';
    throw new ProtocolError(code, { why: 'its public key is not valid' });
  }
  const proof = yield* job(PeerVerified.prove(key, scheme, content, signature, judged));
  if (proof === undefined) throw new ProtocolError('bad_signature', { scheme: scheme.name });
  return proof;
}
