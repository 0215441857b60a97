/** RSA key exchange: the client makes the premaster secret and encrypts it with the key of the certificate. RFC 5246 §7.4.7.1 */

import { job } from '../base/awaitable.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { decryptPremaster, premasterLength } from '../crypto/pkcs1-v15.ts';
import type { CryptoProvider, PrivateKey, PublicKey } from '../crypto/provider.ts';
import type { JudgedPeer } from '../handshake/chain.ts';
import type { Agreed } from '../handshake/classic/keys.ts';
import {
  type ClientContext,
  type ClientHalf,
  mechanism,
  type Negotiation,
  type ServerContext,
  type ServerHalf,
  type Terms,
} from '../handshake/classic/mechanism.ts';
import type { Signed } from '../handshake/classic/signatures.ts';
import { negotiateSignature, signParams, verifyParams } from '../handshake/classic/signed-params.ts';
import type { Flow } from '../handshake/flow.ts';
import { PeerVerified } from '../handshake/proofs.ts';
import type { Credential } from '../handshake/settings.ts';
import {
  BareEncryptedPreMasterSecret,
  EncryptedPreMasterSecret,
  ServerRsaParams,
} from '../wire/messages/rsa-key-exchange.ts';
import { importedKey } from '../x509/path/public-keys.ts';
import { exportBits } from './export-limits.ts';
import { bitLength } from './fields.ts';

type ServerBody = Signed<ServerRsaParams>;

/** Whoever gets the server's key later can read everything that was recorded before. */
export const rsa = mechanism<ServerBody, EncryptedPreMasterSecret>({
  serves: ({ keyExchange, preShared }) => keyExchange === 'rsa' && !preShared,
  keyServes: (_suite, { kind }) => kind === 'rsa',
  keyUsage: 'keyEncipherment',
  bodies: ({ version, signatures }) => ({
    ServerKeyExchange: signatures.signed(ServerRsaParams),
    ClientKeyExchange: version.lengthBeforeSecret ? EncryptedPreMasterSecret : BareEncryptedPreMasterSecret,
  }),
  announces: (suite) => (suite.export ? 'sometimes' : 'never'),
  negotiate,
  client,
  server,
});

/** Export suites need a signature under their short key. */
function negotiate(negotiation: Negotiation): Terms | ProtocolError {
  if (!negotiation.suite.export) return needDecryption(negotiation) ?? {};
  const scheme = negotiateSignature(negotiation);
  return scheme instanceof ProtocolError ? scheme : { scheme };
}

function* client(context: ClientContext, said: ServerBody | undefined): Flow<ClientHalf<EncryptedPreMasterSecret>> {
  const { io, agreed } = context;
  const judged = context.judged as JudgedPeer;
  const peer =
    said === undefined ? PeerVerified.byFinished(judged) : yield* verifyParams(context, ServerRsaParams, said);
  const key = said === undefined ? importedKey(io.crypto, judged.subjectPublicKeyInfo.key) : shortKey(io.crypto, said);
  return {
    group: undefined,
    peer,
    *answer() {
      const preMasterSecret = newPremaster(io.crypto, agreed);
      return { body: yield* encryptFor(key, preMasterSecret), preMasterSecret };
    },
  };
}

function* server(context: ServerContext): Flow<ServerHalf<ServerBody, EncryptedPreMasterSecret>> {
  const { io, agreed, credential } = context;
  const own = (credential as Credential).key;
  const bits = exportBits(agreed.suite);
  const isShort = own.info.kind === 'rsa' && bitLength(own.info.modulus) <= bits;
  const key = agreed.suite.export && !isShort ? yield* makeShortKey(io.crypto, bits) : own;
  const params = paramsOf(key);
  const body = key === own ? undefined : yield* signParams(context, ServerRsaParams, params);
  return {
    body,
    conclude: ({ encryptedPreMasterSecret }) =>
      decryptPremaster(key, encryptedPreMasterSecret, agreed.helloVersion, io.crypto.random),
  };
}

/** Some keys only sign: those behind a service, say. */
export const needDecryption = ({ key }: Negotiation): ProtocolError | undefined =>
  key?.decryptRaw === undefined ? new ProtocolError('no_common_suite', { why: 'our key only signs' }) : undefined;

/** The version that ClientHello offered, so that nobody can make us choose an older one, and 46 random bytes. */
export function newPremaster({ random }: CryptoProvider, { helloVersion }: Agreed): Uint8Array {
  const secret = random(premasterLength);
  secret[0] = helloVersion >> 8;
  secret[1] = helloVersion & 0xff;
  return secret;
}

/** Throws `malformed_certificate` when the key encrypts nothing. */
export function* encryptFor(key: PublicKey | undefined, secret: Uint8Array): Flow<EncryptedPreMasterSecret> {
  const encryptedPreMasterSecret = yield* job(key?.encryptPkcs1?.(secret));
  if (encryptedPreMasterSecret !== undefined) return { encryptedPreMasterSecret };
  throw new ProtocolError('malformed_certificate', { why: 'its public key encrypts nothing' });
}

function shortKey(crypto: CryptoProvider, { params }: ServerBody): PublicKey | undefined {
  const bits = bitLength(params.rsaModulus);
  if (bits < 512) throw new ProtocolError('weak_group', { bits });
  return crypto.importPublicKey({ kind: 'rsa', modulus: params.rsaModulus, exponent: params.rsaExponent });
}

function* makeShortKey(crypto: CryptoProvider, bits: number): Flow<PrivateKey> {
  const made = yield* job(crypto.generateKey({ kind: 'rsa', bits }));
  if (made === undefined) throw new MisuseError(`the provider ${crypto.name} makes no RSA keys`);
  return made.privateKey;
}

function paramsOf({ info }: PrivateKey): ServerRsaParams {
  if (info.kind !== 'rsa') throw new MisuseError('RSA key exchange needs an RSA key');
  return { rsaModulus: info.modulus, rsaExponent: info.exponent };
}
