/** Certificate and CertificateVerify, seen from both ends. RFC 8446 §4.4.2, §4.4.3 */

import { job } from '../../base/awaitable.ts';
import { concat, utf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { SignatureScheme } from '../../registry/signature-schemes.ts';
import type { Message13 } from '../../wire/messages13.ts';
import { messages13 } from '../../wire/messages13.ts';
import { importedKey } from '../../x509/path/public-keys.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenScheme } from '../negotiate/scheme.ts';
import { PeerVerified } from '../proofs.ts';
import type { Credential, Settings } from '../settings.ts';
import { expect13 } from './expect.ts';
import type { Role } from './keys.ts';

/** Judges the chain in a Certificate message that is not empty, and waits for the proof that the peer holds its key. */
export function* verifyPeer(
  io: HandshakeIo,
  settings: Settings,
  side: Role,
  serverName: string | undefined,
  { body }: Message13<'Certificate'>,
): Flow<PeerVerified> {
  const certificates = body.certificateList.length;
  if (certificates > settings.maxChain) throw new ProtocolError('chain_too_long', { certificates });
  const chain = body.certificateList.map((entry) => settings.certificates.parse(entry.certData));
  const [leaf] = chain;
  if (leaf === undefined) throw new ProtocolError('empty_certificate');
  const request = { crypto: io.crypto, chain, peer: side, serverName, now: io.now };
  const judgement = yield* settings.judge(request);
  const signed = signedContent(side, io.transcript.digest());
  const { algorithm, signature } = (yield* expect13('CertificateVerify')).body;
  const info = leaf.subjectPublicKeyInfo.key;
  const scheme = chosenScheme(algorithm, settings.signatureSchemes, info);
  const key = importedKey(io.crypto, info);
  if (key === undefined) throw new ProtocolError('malformed_certificate', { why: 'its public key is not valid' });
  const proof = yield* job(PeerVerified.prove(key, scheme, signed, signature, chain, judgement));
  if (proof === undefined) throw new ProtocolError('bad_signature', { scheme: scheme.name });
  return proof;
}

/** Sends our chain and the proof that we hold the key of its leaf. */
export function* authenticate(
  io: HandshakeIo,
  side: Role,
  { chain, key }: Credential,
  scheme: SignatureScheme,
  certificateRequestContext: Uint8Array,
): Flow<void> {
  io.send(messages13, 'Certificate', {
    certificateRequestContext,
    certificateList: chain.map(({ der }) => ({ certData: der, extensions: {} })),
  });
  const content = signedContent(side, io.transcript.digest());
  const signature = yield* job(key.sign(scheme.algorithm, content));
  io.send(messages13, 'CertificateVerify', { algorithm: scheme.id, signature });
}

/** What CertificateVerify signs: a signature made for TLS 1.3 can serve nowhere else, nor for the other side. */
export const signedContent = (side: Role, transcriptHash: Uint8Array): Uint8Array =>
  concat(spaces, utf8(`TLS 1.3, ${side} CertificateVerify\0`), transcriptHash);

const spaces = new Uint8Array(64).fill(0x20);
