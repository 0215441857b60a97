/** Certificate and CertificateVerify, seen from both ends. RFC 8446 §4.4.2, §4.4.3 */

import { job } from '../../base/awaitable.ts';
import { concat, utf8 } from '../../base/bytes.ts';
import type { CertificateType } from '../../registry/certificate-types.ts';
import type { SignatureScheme } from '../../registry/signature-schemes.ts';
import type { Certificate13 } from '../../wire/messages/certificate13.ts';
import { messages13 } from '../../wire/messages13.ts';
import { judgePeer, provePossession } from '../chain.ts';
import { shownBytes } from '../credential.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenScheme } from '../negotiate/scheme.ts';
import type { PeerVerified } from '../proofs.ts';
import type { Credential, Settings } from '../settings.ts';
import { sendCertificate } from './compression.ts';
import { holderOf } from './delegation.ts';
import { expect13 } from './expect.ts';
import type { Role } from './keys.ts';
import { type AskedBeside, staplesFor, staplesIn } from './staples.ts';

/** Judges the chain or key in a Certificate message that is not empty, and waits for the proof that the peer holds its key. */
export function* verifyPeer(
  io: HandshakeIo,
  settings: Settings,
  side: Role,
  serverName: string | undefined,
  type: CertificateType,
  body: Certificate13,
  asked: AskedBeside | undefined,
): Flow<PeerVerified> {
  const certificates = body.certificateList.map((entry) => entry.certData);
  const shown = { type, certificates, staples: staplesIn(body, asked) };
  const owner = yield* judgePeer(io, settings, side, serverName, shown);
  const { judged, schemes } = yield* holderOf(io, settings, owner, body);
  const signed = signedContent(side, io.transcript.digest());
  const { algorithm, signature } = (yield* expect13('CertificateVerify')).body;
  const scheme = chosenScheme(algorithm, schemes, judged.subjectPublicKeyInfo.key, side);
  return yield* provePossession(io, judged, scheme, signed, signature);
}

/** Sends our chain or our key, and the proof that we hold the key. */
export function* authenticate(
  io: HandshakeIo,
  settings: Settings,
  side: Role,
  credential: Credential,
  scheme: SignatureScheme,
  certificateRequestContext: Uint8Array,
  asked: AskedBeside,
): Flow<void> {
  const certificateList = shownBytes(credential).map((certData, place) => ({
    certData,
    extensions: staplesFor(credential, place, asked),
  }));
  const { compress_certificate: packing } = asked;
  yield* sendCertificate(io, settings, { certificateRequestContext, certificateList }, packing);
  const content = signedContent(side, io.transcript.digest());
  const signature = yield* job(credential.key.sign(scheme.algorithm, content));
  io.send(messages13, 'CertificateVerify', { algorithm: scheme.id, signature });
}

/** What CertificateVerify signs: a signature made for TLS 1.3 can serve nowhere else, nor for the other side. */
export const signedContent = (side: Role, transcriptHash: Uint8Array): Uint8Array =>
  concat(spaces, utf8(`TLS 1.3, ${side} CertificateVerify\0`), transcriptHash);

const spaces = new Uint8Array(64).fill(0x20);
