/** ECDH with the key of the certificate, which lasts as long as the certificate does. RFC 8422 §2, RFC 4492 §2.1, §2.3 */

import { job } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { JudgedPeer } from '../handshake/chain.ts';
import { type Mechanism, mechanism } from '../handshake/classic/mechanism.ts';
import { keyExchange } from '../handshake/hello/offer.ts';
import { PeerVerified } from '../handshake/proofs.ts';
import type { Credential } from '../handshake/settings.ts';
import { groupNamed } from '../registry/groups.ts';
import { rest } from '../wire/codec.ts';
import { EcdheClientKeyExchange } from '../wire/messages/client-key-exchange.ts';

/** Whoever gets the server's key later can read everything that was recorded before. */
export const staticEcdh: Mechanism = mechanism<Uint8Array, EcdheClientKeyExchange>({
  serves: (suite) => suite.keyExchange === 'ecdh',
  // Who signed the certificate, of which the names of these suites speak, no longer matters in TLS 1.2. RFC 5246 §7.4.2
  keyServes: (_suite, { kind }) => kind === 'ec',
  keyUsage: 'keyAgreement',
  bodies: () => ({ ServerKeyExchange: rest, ClientKeyExchange: EcdheClientKeyExchange }),
  announces: () => 'never',
  negotiate({ key, offer }) {
    if (key?.info.kind !== 'ec' || key.agree === undefined)
      return new ProtocolError('no_common_suite', { why: 'our key agrees on nothing' });
    const group = key.info.curve;
    return offer.groups.includes(groupNamed(group).id) ? { group } : new ProtocolError('no_common_group', { group });
  },
  client({ io, judged }) {
    const shown = judged as JudgedPeer;
    const { key } = shown.subjectPublicKeyInfo;
    if (key.kind !== 'ec') throw new ProtocolError('unfit_certificate', { key: key.kind });
    const answer = function* () {
      const made = yield* job(keyExchange(io, key.curve).answer(key.point));
      if (made === undefined) throw new ProtocolError('bad_key_share', { group: key.curve });
      return { body: { public: made.share }, preMasterSecret: made.secret };
    };
    return job({ group: key.curve, peer: PeerVerified.byFinished(shown), answer });
  },
  server({ credential, terms: { group } }) {
    const { key } = credential as Credential;
    const conclude = function* ({ public: share }: EcdheClientKeyExchange) {
      const secret = yield* job(key.agree?.(share));
      if (secret === undefined) throw new ProtocolError('bad_key_share', { group });
      return secret;
    };
    return job({ body: undefined, conclude });
  },
});
