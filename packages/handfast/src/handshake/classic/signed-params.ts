/** Ephemeral parameters with the proof that they come from the owner of the certificate. RFC 5246 §7.4.3 */

import { job } from '../../base/awaitable.ts';
import { concat } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import { type SignatureScheme, schemeName } from '../../registry/signature-schemes.ts';
import type { Randoms } from '../../schedule/classic.ts';
import { type Codec, encode } from '../../wire/codec.ts';
import { type JudgedPeer, provePossession } from '../chain.ts';
import type { Flow } from '../flow.ts';
import type { PeerVerified } from '../proofs.ts';
import type { ClientContext, Negotiation, ServerContext } from './mechanism.ts';
import type { Signed } from './signatures.ts';

/** The scheme that a server's key signs with, or why there is none. */
export function negotiateSignature({ key, offer, signatures }: Negotiation): SignatureScheme | ProtocolError {
  if (key === undefined) return new ProtocolError('no_common_suite', { why: 'there is no certificate' });
  const scheme = signatures.choose(key, offer.schemes);
  if (scheme !== undefined) return scheme;
  const accepted = offer.schemes.map(schemeName).join(' ');
  return new ProtocolError('no_common_signature_scheme', { key: key.info.kind, accepted });
}

/** Signs parameters with the key of the credential. */
export function* signParams<P>(
  { io, agreed, terms, credential }: ServerContext,
  codec: Codec<P>,
  params: P,
): Flow<Signed<P>> {
  const { scheme } = terms;
  if (scheme === undefined || credential === undefined) throw new MisuseError('there is nothing to sign with');
  const content = agreed.signatures.prepared(io.crypto, scheme, contentOf(agreed.randoms, codec, params));
  const signature = yield* job(credential.key.sign(scheme.algorithm, content));
  return { params, algorithm: agreed.signatures.named(scheme), signature };
}

/** The signature was made by the key of the certificate. Throws `bad_signature_scheme` and `bad_signature`. */
export function* verifyParams<P>(
  { io, settings, agreed, judged }: ClientContext,
  codec: Codec<P>,
  { params, algorithm, signature }: Signed<P>,
): Flow<PeerVerified> {
  const shown = judged as JudgedPeer;
  const key = shown.subjectPublicKeyInfo.key;
  const scheme = agreed.signatures.chosen(algorithm, settings.signatureSchemes, key);
  const content = agreed.signatures.prepared(io.crypto, scheme, contentOf(agreed.randoms, codec, params));
  return yield* provePossession(io, shown, scheme, content, signature);
}

/** `client_random + server_random + params`: a signature that serves no other handshake. */
const contentOf = <P>({ client, server }: Randoms, codec: Codec<P>, params: P): Uint8Array =>
  concat(client, server, encode(codec, params));
