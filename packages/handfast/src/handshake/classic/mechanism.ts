/** A way to agree on the premaster secret, as a value: all that the flows know of key exchanges. RFC 5246 §7.4.3, §7.4.7 */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { CertificateType } from '../../registry/certificate-types.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { GroupName } from '../../registry/groups.ts';
import type { SignatureScheme } from '../../registry/signature-schemes.ts';
import type { Codec } from '../../wire/codec.ts';
import type { CertificateRequestClassic } from '../../wire/messages/certificate-request-classic.ts';
import type { CertificateStatusClassic } from '../../wire/messages/certificate-status.ts';
import { type ClassicDialect, classicDialect } from '../../wire/messages-classic.ts';
import type { JudgedPeer } from '../chain.ts';
import { expecting, type Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { LeafUsage, PeerVerified } from '../proofs.ts';
import type { ClientSettings, Credential, ServerSettings, SigningKey } from '../settings.ts';
import type { Agreed } from './keys.ts';
import { expectServerFlight, type Presence } from './server-flight.ts';
import type { SignatureFormat } from './signatures.ts';

/** What a ClientHello offers, as far as it decides about the suite. */
export interface ClassicOffer {
  readonly suites: readonly number[];
  readonly groups: readonly number[];
  readonly schemes: readonly number[];
  /** Whose password is meant, where one is. RFC 5054 §2.8.1 */
  readonly user?: Uint8Array | undefined;
}

/** What a server may look at to see whether it can use a suite. */
export interface Negotiation {
  readonly settings: ServerSettings;
  readonly suite: NegotiableSuite;
  readonly offer: ClassicOffer;
  readonly signatures: SignatureFormat;
  /** The key of the certificate that would stand behind the suite; `undefined` when there is none, or none is needed. */
  readonly key: SigningKey | undefined;
}

/** What a server chose for a suite. */
export interface Terms {
  readonly group?: GroupName | undefined;
  /** The scheme that it signs with; absent where it signs nothing. */
  readonly scheme?: SignatureScheme | undefined;
}

/** What a client knows once it has read the server's flight. */
export interface ClientContext {
  readonly io: HandshakeIo;
  readonly settings: ClientSettings;
  readonly agreed: Agreed;
  /** The server's certificates; `undefined` in suites without. */
  readonly judged: JudgedPeer | undefined;
}

/** What a client makes of the server's half. */
export interface ClientHalf<C> {
  readonly group: GroupName | undefined;
  /** The server, proved; `undefined` where no certificate says who it is. */
  readonly peer: PeerVerified | undefined;
  /** Whether a key of ours can take part itself, because it lies in the group of the server's. */
  readonly takes?: (key: PublicKeyInfo) => boolean;
  /** ClientKeyExchange, and the premaster secret that it leads to; `own` is the key that takes part, if one does. */
  readonly answer: (own?: SigningKey) => Flow<{ readonly body: C; readonly preMasterSecret: Uint8Array }>;
}

/** What a server knows when it is to send its half. */
export interface ServerContext {
  readonly io: HandshakeIo;
  readonly settings: ServerSettings;
  readonly agreed: Agreed;
  readonly terms: Terms;
  /** `undefined` in suites without certificates. */
  readonly credential: Credential | undefined;
}

/** A server's half. */
export interface ServerHalf<S, C> {
  /** ServerKeyExchange; `undefined` sends none. */
  readonly body: S | undefined;
  /** The premaster secret that ClientKeyExchange leads to; `shown` is the key of the client's certificate, if any. */
  readonly conclude: (body: C, shown?: PublicKeyInfo) => Flow<Uint8Array>;
}

/** The rules of one key exchange; `S` and `C` are the bodies of its two messages. */
export interface KeyExchangeRules<S, C> {
  readonly serves: (suite: NegotiableSuite) => boolean;
  /** Whether a certificate with this key may stand behind a suite. */
  readonly keyServes: (suite: NegotiableSuite, key: PublicKeyInfo) => boolean;
  /** What such a certificate must be for. RFC 5246 §7.4.2 */
  readonly keyUsage: LeafUsage;
  readonly bodies: (agreed: Agreed) => {
    readonly ServerKeyExchange: Codec<S>;
    readonly ClientKeyExchange: Codec<C>;
  };
  /** Whether ServerKeyExchange comes. */
  readonly announces: (suite: NegotiableSuite) => Presence;
  /** What a server would use, or why it cannot. */
  readonly negotiate: (negotiation: Negotiation) => Terms | ProtocolError;
  /** How the key of a client's certificate may take part, which proves it and signs nothing. RFC 5246 §7.4.7.2 */
  readonly fixed?: {
    readonly certificateTypes: readonly number[];
    /** Whether ClientKeyExchange leaves the client's share to its certificate. */
    readonly isImplicit: (body: C) => boolean;
  };
  /** The name of the shared key in ClientKeyExchange. RFC 4279 §5 */
  readonly pskIdentity?: (answer: C) => Uint8Array;
  readonly client: (context: ClientContext, said: S | undefined) => Flow<ClientHalf<C>>;
  readonly server: (context: ServerContext) => Flow<ServerHalf<S, C>>;
}

/** What ClientKeyExchange came to. */
export interface Exchanged {
  readonly preMasterSecret: Uint8Array;
  /** The name of the shared key, where there is one. */
  readonly pskIdentity: Uint8Array | undefined;
}

/** What the server's flight came to. */
export interface ServerSaid {
  readonly group: GroupName | undefined;
  readonly peer: PeerVerified | undefined;
  readonly request: CertificateRequestClassic | undefined;
  /** Which certificates of ours prove themselves by taking part, if the server asked for the like. */
  readonly fixed: FixedClient | undefined;
  /** Sends ClientKeyExchange; `own` is the key that takes part, if one does. */
  readonly answer: (own?: SigningKey) => Flow<Exchanged>;
}

/** Certificates that take part in the key exchange. */
export interface FixedClient {
  readonly certificateTypes: readonly number[];
  readonly takes: (key: PublicKeyInfo) => boolean;
}

/** Waits for the client's certificate, if one may come, or for what comes instead. */
export type HearClient = (certificate: Presence) => Flow<ClientSaid>;

/** How the client's flight began. */
export interface ClientSaid {
  /** Empty when it has none. */
  readonly certificates: readonly Uint8Array[];
  /** Waits for ClientKeyExchange, unless it came. */
  readonly share: () => Flow<ClientShared>;
}

/** What ClientKeyExchange said. */
export interface ClientShared {
  /** The client's share is the key of its certificate, which is thereby proved. */
  readonly implicit: boolean;
  /** `shown` is the key of the client's certificate, if any. */
  readonly conclude: (shown?: PublicKeyInfo) => Flow<Exchanged>;
}

/** What a client makes of the server's certificates. */
export interface CertificateJudgement {
  /** The key that they are about: of the wrong kind, nothing else need be heard. */
  readonly keyOf: (certificates: readonly Uint8Array[]) => PublicKeyInfo;
  readonly judge: (
    certificates: readonly Uint8Array[],
    status: CertificateStatusClassic | undefined,
    keyUsage: LeafUsage,
  ) => Flow<JudgedPeer>;
}

/** The same rules as steps of the flows, which need not know what the messages hold. */
export interface Mechanism extends Pick<KeyExchangeRules<never, never>, 'serves' | 'keyServes' | 'negotiate'> {
  /** Kinds of client certificates that prove themselves by taking part. RFC 5246 §7.4.4 */
  readonly fixedTypes: readonly number[];
  /** Reads the server's flight up to ServerHelloDone. */
  readonly hearServer: (
    context: Omit<ClientContext, 'judged'> & { readonly status: Presence },
    judgement: CertificateJudgement,
  ) => Flow<ServerSaid>;
  /** Sends ServerKeyExchange, if there is one; what it gives reads the answer. */
  readonly sendHalf: (context: ServerContext) => Flow<HearClient>;
}

/** Rules become steps. */
export function mechanism<S, C>(rules: KeyExchangeRules<S, C>): Mechanism {
  // A version has one dialect for all connections: codecs made anew for each would be strangers to V8, and slow.
  const dialects = new Map<string, ClassicDialect<S, C>>();
  const dialectOf = (agreed: Agreed, shown?: CertificateType): ClassicDialect<S, C> => {
    const { signatures, version } = agreed;
    const key = `${version.name} ${shown}`;
    const dialect = dialects.get(key) ?? classicDialect({ ...signatures.bodies, ...rules.bodies(agreed) }, shown);
    dialects.set(key, dialect);
    return dialect;
  };
  return {
    serves: rules.serves,
    keyServes: rules.keyServes,
    negotiate: rules.negotiate,
    fixedTypes: rules.fixed?.certificateTypes ?? [],
    hearServer: function* (context, { keyOf, judge }) {
      const { io, agreed } = context;
      const { suite } = agreed;
      const dialect = dialectOf(agreed, agreed.certificateTypes.server);
      const presence = {
        Certificate: usesCertificate(suite) ? 'always' : 'never',
        CertificateStatus: usesCertificate(suite) ? context.status : 'never',
        ServerKeyExchange: rules.announces(suite),
        CertificateRequest: asksForCertificate(suite) ? 'sometimes' : 'never',
      } as const;
      const flight = yield* expectServerFlight<S, C>(dialect, presence, (certificates) =>
        checkKey(rules, suite, keyOf(certificates)),
      );
      const { Certificate: shown, CertificateStatus: status } = flight;
      const judged = shown && (yield* judge(shown.certificateList, status, rules.keyUsage));
      const { group, peer, takes, answer } = yield* rules.client({ judged, ...context }, flight.ServerKeyExchange);
      const fixed = takes && rules.fixed && { takes, ...rules.fixed };
      const send = (own?: SigningKey): Flow<Exchanged> => sendAnswer(io, dialect, answer(own), rules);
      return { group, peer, request: flight.CertificateRequest, fixed, answer: send };
    },
    sendHalf: function* (context) {
      const { io, agreed } = context;
      const dialect = dialectOf(agreed, agreed.certificateTypes.client);
      const { body, conclude } = yield* rules.server(context);
      if (body !== undefined) io.send(dialect, 'ServerKeyExchange', body);
      return (certificate) =>
        hearClient(dialect, certificate, (answer) => ({
          implicit: rules.fixed?.isImplicit(answer) ?? false,
          conclude: (shown) => exchanged(conclude(answer, shown), rules.pskIdentity?.(answer)),
        }));
    },
  };
}

function* sendAnswer<S, C>(
  io: HandshakeIo,
  dialect: ClassicDialect<S, C>,
  answering: ReturnType<ClientHalf<C>['answer']>,
  { pskIdentity }: Pick<KeyExchangeRules<S, C>, 'pskIdentity'>,
): Flow<Exchanged> {
  const { body, preMasterSecret } = yield* answering;
  io.send(dialect, 'ClientKeyExchange', body);
  return { preMasterSecret, pskIdentity: pskIdentity?.(body) };
}

function* exchanged(concluded: Flow<Uint8Array>, pskIdentity: Uint8Array | undefined): Flow<Exchanged> {
  return { preMasterSecret: yield* concluded, pskIdentity };
}

function* hearClient<S, C>(
  dialect: ClassicDialect<S, C>,
  certificate: Presence,
  shared: (body: C) => ClientShared,
): Flow<ClientSaid> {
  const expect = expecting(dialect);
  const share = (): Flow<ClientShared> => expectShare(dialect, shared);
  if (certificate === 'never') return { certificates: [], share };
  if (certificate === 'always') {
    return { certificates: (yield* expect('Certificate')).body.certificateList, share };
  }
  const first = yield* expect('Certificate', 'ClientKeyExchange');
  if (first.name === 'Certificate') return { certificates: first.body.certificateList, share };
  return { certificates: [], share: () => job(shared(first.body)) };
}

function* expectShare<S, C>(dialect: ClassicDialect<S, C>, shared: (body: C) => ClientShared): Flow<ClientShared> {
  return shared((yield* expecting(dialect)('ClientKeyExchange')).body);
}

/** Whether the server shows a certificate. RFC 5246 §7.4.2, RFC 4279 §2, RFC 5054 §2.4 */
export const usesCertificate = ({ authentication }: NegotiableSuite): boolean =>
  authentication === 'rsa' || authentication === 'ecdsa' || authentication === 'dss';

/** Whether the server may ask for one: not where a shared key or a password says who the client is. RFC 5246 §7.4.4 */
export const asksForCertificate = (suite: NegotiableSuite): boolean =>
  usesCertificate(suite) && !suite.preShared && suite.keyExchange !== 'srp';

function checkKey({ keyServes }: Pick<Mechanism, 'keyServes'>, suite: NegotiableSuite, key: PublicKeyInfo): void {
  if (!keyServes(suite, key)) throw new ProtocolError('unfit_certificate', { suite: suite.name, key: key.kind });
}
