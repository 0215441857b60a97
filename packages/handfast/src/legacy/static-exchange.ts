/**
 * Agreement with the keys of certificates, which last as long as these do: the server's, and the client's too if it has
 * one in the same group. RFC 5246 §7.4.4, §7.4.7.2; RFC 4492 §2, §3
 */

import { job } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import type { KeyExchange } from '../crypto/provider.ts';
import type { JudgedPeer } from '../handshake/chain.ts';
import { type ClientContext, type Mechanism, mechanism, type Negotiation } from '../handshake/classic/mechanism.ts';
import type { Flow } from '../handshake/flow.ts';
import { PeerVerified } from '../handshake/proofs.ts';
import type { Credential } from '../handshake/settings.ts';
import type { GroupName } from '../registry/groups.ts';
import type { KeyExchangeName } from '../registry/suites/key-exchanges.ts';
import type { Codec } from '../wire/codec.ts';
import { implicitOr } from '../wire/messages/client-key-exchange.ts';

/** One kind of such keys. */
export interface StaticKeys<K extends PublicKeyInfo> {
  readonly keyExchange: KeyExchangeName;
  readonly is: (key: PublicKeyInfo) => key is K;
  /** The client's share in ClientKeyExchange. */
  readonly share: Codec<Uint8Array>;
  /** Kinds of client certificates. */
  readonly certificateTypes: readonly number[];
  readonly groupOf: (key: K) => GroupName | undefined;
  /** Whether the client can use the group, as far as it says. */
  readonly accepts: (key: K, offer: Negotiation['offer']) => boolean;
  readonly publicValue: (key: K) => Uint8Array;
  readonly sameGroup: (left: K, right: K) => boolean;
  /** The group of the server's key. Throws when it will not do. */
  readonly open: (context: ClientContext, key: K) => Flow<KeyExchange>;
}

/** Whoever gets the server's key later can read everything that was recorded before. */
export const staticExchange = <K extends PublicKeyInfo>(keys: StaticKeys<K>): Mechanism =>
  mechanism<Uint8Array | undefined, Uint8Array | undefined>({
    serves: (suite) => suite.keyExchange === keys.keyExchange,
    // Who signed the certificate, of which the names of these suites speak, no longer matters in TLS 1.2. RFC 5246 §7.4.2
    keyServes: (_suite, key) => keys.is(key),
    keyUsage: 'keyAgreement',
    bodies: () => ({ ServerKeyExchange: implicitOr(keys.share), ClientKeyExchange: implicitOr(keys.share) }),
    announces: () => 'never',
    fixed: { certificateTypes: keys.certificateTypes, isImplicit: (share) => share === undefined },
    negotiate({ key, offer }) {
      if (key?.agree === undefined || !keys.is(key.info))
        return new ProtocolError('no_common_suite', { why: 'our key agrees on nothing' });
      const group = keys.groupOf(key.info);
      return keys.accepts(key.info, offer)
        ? { group }
        : new ProtocolError('no_common_group', { group: group ?? 'none' });
    },
    *client(context) {
      const shown = context.judged as JudgedPeer;
      const { key } = shown.subjectPublicKeyInfo;
      if (!keys.is(key)) throw new ProtocolError('unfit_certificate', { key: key.kind });
      const field = yield* keys.open(context, key);
      const group = keys.groupOf(key);
      return {
        group,
        peer: PeerVerified.byFinished(shown),
        takes: (own) => keys.is(own) && keys.sameGroup(own, key),
        *answer(own) {
          const value = keys.publicValue(key);
          if (own?.agree !== undefined)
            return { body: undefined, preMasterSecret: valid(yield* job(own.agree(value)), group) };
          const { share, secret } = valid(yield* job(field.answer(value)), group);
          return { body: share, preMasterSecret: secret };
        },
      };
    },
    server({ credential, terms: { group } }) {
      const { key } = credential as Credential;
      const conclude = function* (share: Uint8Array | undefined, shown: PublicKeyInfo | undefined) {
        return valid(yield* job(key.agree?.(share ?? clientValue(keys, shown, key.info))), group);
      };
      return job({ body: undefined, conclude });
    },
  });

/** The share that the client's certificate holds. Throws `unfit_client_certificate`. */
function clientValue<K extends PublicKeyInfo>(
  { is, sameGroup, publicValue }: StaticKeys<K>,
  shown: PublicKeyInfo | undefined,
  own: PublicKeyInfo,
): Uint8Array {
  if (shown !== undefined && is(shown) && is(own) && sameGroup(shown, own)) return publicValue(shown);
  throw new ProtocolError('unfit_client_certificate', { key: shown?.kind ?? 'none' });
}

/** Throws `bad_key_share`. */
function valid<T>(made: T | undefined, group: GroupName | undefined): T {
  if (made !== undefined) return made;
  throw new ProtocolError('bad_key_share', { group: group ?? 'the group of the certificate' });
}
