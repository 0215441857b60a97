/** Keys that both sides have already, alone or with another exchange. RFC 4279, RFC 5489 */

import { job } from '../base/awaitable.ts';
import { equalBytes } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { decryptPremaster } from '../crypto/pkcs1-v15.ts';
import type { JudgedPeer } from '../handshake/chain.ts';
import { type Mechanism, mechanism } from '../handshake/classic/mechanism.ts';
import type { Shares } from '../handshake/classic/shares.ts';
import { PeerVerified } from '../handshake/proofs.ts';
import type { PreSharedKey } from '../handshake/psk/pre-shared-key.ts';
import type { Credential, Settings } from '../handshake/settings.ts';
import { encode, opaque, struct } from '../wire/codec.ts';
import {
  ClientPsk,
  type HintedParams,
  hintedParams,
  type IdentifiedAnswer,
  identifiedAnswer,
  ServerPsk,
} from '../wire/messages/psk-key-exchange.ts';
import { EncryptedPreMasterSecret } from '../wire/messages/rsa-key-exchange.ts';
import { importedKey } from '../x509/path/public-keys.ts';
import { encryptFor, needDecryption, newPremaster } from './rsa.ts';

/** The key and nothing else: whoever learns it reads everything. RFC 4279 §2 */
export const psk = (hint: Uint8Array): Mechanism =>
  mechanism<ServerPsk, ClientPsk>({
    serves: ({ keyExchange }) => keyExchange === 'psk',
    keyServes: () => false,
    keyUsage: 'digitalSignature',
    bodies: () => ({ ServerKeyExchange: ServerPsk, ClientKeyExchange: ClientPsk }),
    pskIdentity: (answer) => answer.pskIdentity,
    announces: () => 'sometimes',
    negotiate: ({ settings }) => needKey(settings) ?? {},
    client({ settings }) {
      const { identity, secret } = ownKey(settings);
      const key = secret.expose();
      const answer = () => job({ body: { pskIdentity: identity }, preMasterSecret: premaster(zeros(key), key) });
      return job({ group: undefined, peer: undefined, answer });
    },
    server({ io, settings }) {
      const conclude = ({ pskIdentity }: ClientPsk) => {
        const key = keyOf(settings, pskIdentity, io.crypto.random);
        return job(premaster(zeros(key), key));
      };
      return job({ body: hinted(hint), conclude });
    },
  });

/** The key and shares that both sides make afresh. RFC 4279 §3, RFC 5489 §2 */
export const pskExchange = <P, C>(shares: Shares<P, C>, hint: Uint8Array): Mechanism =>
  mechanism<HintedParams<P>, IdentifiedAnswer<C>>({
    serves: (suite) => shares.serves(suite) && suite.authentication === 'psk',
    keyServes: () => false,
    keyUsage: 'digitalSignature',
    bodies: () => ({
      ServerKeyExchange: hintedParams(shares.params),
      ClientKeyExchange: identifiedAnswer(shares.answer),
    }),
    pskIdentity: (answer) => answer.pskIdentity,
    announces: () => 'always',
    negotiate: (negotiation) => needKey(negotiation.settings) ?? shares.groupFor(negotiation),
    client(context, said) {
      const { identity, secret } = ownKey(context.settings);
      const { group, make } = shares.accept(context, (said as HintedParams<P>).params);
      const answer = function* () {
        const made = yield* make();
        const body = { pskIdentity: identity, answer: made.answer };
        return { body, preMasterSecret: premaster(made.secret, secret.expose()) };
      };
      return job({ group, peer: undefined, answer });
    },
    *server(context) {
      const { io, settings } = context;
      const { params, complete } = yield* shares.offer(context);
      return {
        body: { pskIdentityHint: hint, params },
        *conclude({ pskIdentity, answer }) {
          return premaster(yield* complete(answer), keyOf(settings, pskIdentity, io.crypto.random));
        },
      };
    },
  });

/** The key and a secret that the client encrypts for the certificate of the server. RFC 4279 §4 */
export const rsaPsk = (hint: Uint8Array): Mechanism =>
  mechanism<ServerPsk, IdentifiedAnswer<EncryptedPreMasterSecret>>({
    serves: ({ keyExchange, preShared }) => keyExchange === 'rsa' && preShared,
    keyServes: (_suite, { kind }) => kind === 'rsa',
    keyUsage: 'keyEncipherment',
    bodies: () => ({ ServerKeyExchange: ServerPsk, ClientKeyExchange: identifiedAnswer(EncryptedPreMasterSecret) }),
    pskIdentity: (answer) => answer.pskIdentity,
    announces: () => 'sometimes',
    negotiate: (negotiation) => needKey(negotiation.settings) ?? needDecryption(negotiation) ?? {},
    client({ io, settings, agreed, judged }) {
      const { identity, secret } = ownKey(settings);
      const shown = judged as JudgedPeer;
      const answer = function* () {
        const other = newPremaster(io.crypto, agreed);
        const encrypted = yield* encryptFor(importedKey(io.crypto, shown.subjectPublicKeyInfo.key), other);
        return {
          body: { pskIdentity: identity, answer: encrypted },
          preMasterSecret: premaster(other, secret.expose()),
        };
      };
      return job({ group: undefined, peer: PeerVerified.byFinished(shown), answer });
    },
    server({ io, settings, agreed, credential }) {
      const { key } = credential as Credential;
      const { random } = io.crypto;
      const conclude = function* ({ pskIdentity, answer }: IdentifiedAnswer<EncryptedPreMasterSecret>) {
        const other = yield* decryptPremaster(key, answer.encryptedPreMasterSecret, agreed.helloVersion, random);
        return premaster(other, keyOf(settings, pskIdentity, random));
      };
      return job({ body: hinted(hint), conclude });
    },
  });

const usable = ({ externalPsks }: Settings): readonly PreSharedKey[] =>
  externalPsks.filter(({ origin }) => origin === 'external');

const needKey = (settings: Settings): ProtocolError | undefined =>
  usable(settings).length > 0 ? undefined : new ProtocolError('no_common_suite', { why: 'there is no key' });

/** The client's first key. */
function ownKey(settings: Settings): PreSharedKey {
  const [key] = usable(settings);
  if (key === undefined) throw new ProtocolError('no_common_suite', { why: 'there is no key' });
  return key;
}

/** A key that nobody has stands for one that we do not know: who guesses names learns nothing. RFC 4279 §2 */
function keyOf(settings: Settings, identity: Uint8Array, random: (length: number) => Uint8Array): Uint8Array {
  const decoy = random(32);
  return (
    usable(settings)
      .find((key) => equalBytes(key.identity, identity))
      ?.secret.expose() ?? decoy
  );
}

/** A message that says nothing else is left out when there is no hint. RFC 4279 §2 */
const hinted = (pskIdentityHint: Uint8Array): ServerPsk | undefined =>
  pskIdentityHint.length === 0 ? undefined : { pskIdentityHint };

/** Where there is no other secret, as many zeros as the key is long. RFC 4279 §2 */
const zeros = (key: Uint8Array): Uint8Array => new Uint8Array(key.length);

/** `struct { opaque other_secret<0..2^16-1>; opaque psk<0..2^16-1>; }` */
const Premaster = struct('PreMasterSecret', { otherSecret: opaque(2), psk: opaque(2) });

/** Wipes the other secret. */
function premaster(otherSecret: Uint8Array, key: Uint8Array): Uint8Array {
  const secret = encode(Premaster, { otherSecret, psk: key });
  otherSecret.fill(0);
  return secret;
}
