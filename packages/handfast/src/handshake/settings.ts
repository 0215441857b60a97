/** What a handshake needs to know about its side: options that were parsed, checked and frozen by `engine/config.ts`. */

import type { Awaitable, Task } from '../base/awaitable.ts';
import type { ProtocolError } from '../base/errors.ts';
import type { CryptoProvider, PrivateKey } from '../crypto/provider.ts';
import type { CertificateType } from '../registry/certificate-types.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import type { GroupName } from '../registry/groups.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import type { SrtpProfileRow } from '../registry/srtp-profiles.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { DelegatedCredential } from '../wire/extensions/delegated-credential.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { DelegationVerifier } from '../x509/delegation.ts';
import type { CertificateMemory } from './certificate-memory.ts';
import type { ClassicMechanisms } from './classic/mechanisms.ts';
import type { HelloDecryption, HelloEncryption } from './hello/encryption.ts';
import type { FragmentLength } from './negotiate/fragment-length.ts';
import type { Judgement, KeyRequest, PeerRequest } from './proofs.ts';
import type { PskMode } from './psk/modes.ts';
import type { PreSharedKey } from './psk/pre-shared-key.ts';
import type { ReplayGuard, SessionStore, TicketSealer } from './stores.ts';
import type { CertificateCompressor } from './tls13/compression.ts';

/** A certificate chain, leaf first, and the key of its leaf; or a key alone. */
export interface Credential {
  readonly chain: readonly Certificate[];
  /** A SubjectPublicKeyInfo (DER) to show in place of a chain, which is then empty. RFC 7250 §3 */
  readonly rawKey?: Uint8Array | undefined;
  readonly key: PrivateKey;
  /** One OCSP response (DER) about the leaf, shown to peers that ask. RFC 6066 §8 */
  readonly ocspResponse?: Uint8Array | undefined;
  /** The same about the certificates above it, in their order. RFC 8446 §4.4.2.1, RFC 6961 §2.2 */
  readonly issuerOcspResponses?: readonly (Uint8Array | undefined)[] | undefined;
  /** Says that `key` stands for that of the leaf, for a few days. RFC 9345 §4 */
  readonly delegated?: DelegatedCredential | undefined;
  /** Signed certificate timestamps of the leaf, shown to peers that ask. RFC 6962 §3.3 */
  readonly timestamps?: readonly Uint8Array[] | undefined;
  /** Whether it is shown to peers alone that name an authority of its chain. */
  readonly onlyForItsAuthorities?: boolean | undefined;
}

/** A key that may sign, as far as it decides about how. */
export type SigningKey = Pick<PrivateKey, 'info' | 'schemes' | 'decryptRaw' | 'agree'>;

/** What a server may look at to choose a credential. */
export interface CredentialRequest {
  /** The host name that the client asks for, in lower case. */
  readonly serverName: string | undefined;
  /** Application protocols that the client offers. */
  readonly protocols: readonly string[];
  /** Signature schemes that the client accepts in the handshake. */
  readonly schemes: readonly number[];
  /** Those that it accepts in certificates, if it says. */
  readonly certificateSchemes?: readonly number[] | undefined;
  /** Those with which a key may sign that its certificate delegates to, if the client knows of such. RFC 9345 §4.1.1 */
  readonly delegatedSchemes?: readonly number[] | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the client can check: certificates, bare keys, or both. RFC 7250 §4.2 */
  readonly certificateTypes: readonly CertificateType[];
  /** Names (DER) of the authorities that the client trusts, if it says. RFC 8446 §4.2.4 */
  readonly authorities: readonly Uint8Array[];
  /** Whether the client can check a handshake that this key signs. */
  readonly usable: (key: SigningKey) => boolean;
}

/** What a server may look at to choose an application protocol. */
export interface ProtocolRequest {
  /** What the client offers, in its order: at least one. */
  readonly protocols: readonly string[];
  /** The host name that it asks for, in lower case. */
  readonly serverName: string | undefined;
}

/** What a client may look at to choose a credential. */
export interface ClientCredentialRequest {
  /** Names (DER) of the authorities that the server trusts, if it says. */
  readonly authorities: readonly Uint8Array[];
  /** Signature schemes that the server accepts in the handshake; none where it does not say. */
  readonly schemes: readonly number[];
  /** What the server wants to see. RFC 7250 §4.2 */
  readonly certificateType: CertificateType;
}

/**
 * Whether one more handshake may happen on a connection up to TLS 1.2: never, where RFC 5746 binds it to the one before,
 * or `legacy`, with anybody: then what was said before it may come from somebody else.
 */
export type RenegotiationPolicy = 'refuse' | 'secure' | 'legacy';

/** What both sides have. Lists are in order of preference. */
export interface Settings {
  readonly crypto: CryptoProvider;
  /** From the oldest to the newest, all for one carrier. */
  readonly versions: readonly VersionRow[];
  readonly carrier: VersionRow['carrier'];
  /** Protections of media to make keys for; none for none. */
  readonly srtpProfiles: readonly SrtpProfileRow[];
  /** How long the name is, in bytes, that we want to have in datagrams; `undefined` wants none, and gives none. */
  readonly connectionIdLength: number | undefined;
  readonly cipherSuites: readonly NegotiableSuite[];
  readonly groups: readonly GroupName[];
  /** Schemes that we accept from the peer in the handshake, as far as its version knows them, and in certificates. */
  readonly signatureSchemes: readonly SignatureScheme[];
  readonly certificateSchemes: readonly SignatureScheme[];
  /** Judges keys that the peer's certificate delegates to; `undefined` believes none. RFC 9345 §4.1.1 */
  readonly delegations: DelegationVerifier | undefined;
  readonly protocols: readonly string[];
  readonly middleboxCompatibility: boolean;
  /** Most certificates that we accept in the peer's chain. */
  readonly maxChain: number;
  /** The largest plaintext that we accept in one record; `undefined` sends no record_size_limit. */
  readonly recordSizeLimit: number | undefined;
  /** What was seen of certificates by all connections of this configuration. */
  readonly certificates: CertificateMemory;
  /** Decides about the peer's chain. Throws `ProtocolError` to refuse it. */
  readonly judge: (request: PeerRequest) => Task<Judgement>;
  /** Decides about a key that comes without certificates. Throws `ProtocolError` to refuse it. RFC 7250 §4 */
  readonly judgeKey: (request: KeyRequest) => Task<Judgement>;
  /** What the peer may show. */
  readonly peerCertificateTypes: readonly CertificateType[];
  /** How we unpack certificates, and pack ours for peers that can unpack them; none does neither. RFC 8879 */
  readonly compressors: readonly CertificateCompressor[];
  /** The longest handshake message, in bytes: packed ones must not become longer. */
  readonly longestMessage: number;
  /** Keys from outside. They live as long as the settings. */
  readonly externalPsks: readonly PreSharedKey[];
  readonly pskModes: readonly PskMode[];
  readonly renegotiation: RenegotiationPolicy;
  /** What there is up to TLS 1.2. */
  readonly classic: ClassicMechanisms;
}

export interface ClientSettings extends Settings {
  /** Groups for which the first ClientHello carries a share. */
  readonly keyShares: readonly GroupName[];
  readonly grease: boolean;
  /** Whether extensions come in an order of chance. */
  readonly shufflesExtensions: boolean;
  /** Whether only who has one of our keys can be the server: there is nothing to judge certificates by. */
  readonly keysOnly: boolean;
  /** Hides the offer, or looks as if it did; `undefined` does neither. A purpose may have its own. RFC 9849 */
  readonly encryptedClientHello: HelloEncryption | undefined;
  /** What to show when the server asks. */
  readonly credentials: readonly Credential[];
  /** Chooses one for a server that asks, in place of `credentials`. */
  readonly credentialFor: ((request: ClientCredentialRequest) => Awaitable<Credential | undefined>) | undefined;
  /** Whether a request that none of them fits ends the handshake. */
  readonly insistsOnCredential: boolean;
  /** Of which kinds they are. */
  readonly ownCertificateTypes: readonly CertificateType[];
  /** Where sessions are kept; `undefined` keeps and resumes none. */
  readonly sessions: SessionStore | undefined;
  /** Whether servers up to TLS 1.2 are asked for tickets. */
  readonly asksForTickets: boolean;
  /** Most tickets that one connection offers, and uses up. */
  readonly offeredTickets: number;
  /** Whether the server is asked for an OCSP response about its certificate, and for timestamps of logs. */
  readonly asksForStatus: boolean;
  /** The largest plaintext that a record should hold, in both directions; `undefined` asks for no limit. */
  readonly maxFragmentLength: FragmentLength | undefined;
  /** Whether data may be sent before a server of TLS 1.2 is finished. RFC 7918 */
  readonly falseStart: boolean;
  /** Whether the hello says that it offers less than we could. RFC 7507 */
  readonly fallback: boolean;
  /** Whether servers up to TLS 1.2 are asked about their whole chain. RFC 6961 */
  readonly asksForChainStatus: boolean;
  readonly asksForTimestamps: boolean;
  /** Distinguished names (DER) of the authorities that the server's certificate should come from. RFC 8446 §4.2.4 */
  readonly authorities: readonly Uint8Array[];
  /** Whether certificates are shown after the handshake, too. RFC 8446 §4.2.6 */
  readonly authenticatesLater: boolean;
  /** How many tickets we have use for after a full handshake, and after a resumption. RFC 9149 */
  readonly wantedTickets: { readonly full: number; readonly resumed: number } | undefined;
}

/** What one connection of a client is for. */
export interface ClientPurpose {
  /** A DNS host name or an address; `undefined` when anybody will do. */
  readonly serverName: string | undefined;
  /** What the server's sessions are kept by: its host and port, say. */
  readonly origin: string;
  /** Goes before the handshake if a session allows it, and right after it otherwise. Anybody can send it again. */
  readonly earlyData: Uint8Array | undefined;
  /** Whether it is sent again when the server has rejected it. Default true. */
  readonly resendsEarlyData?: boolean | undefined;
  /** For this connection; `undefined` leaves it to the settings. */
  readonly encryptedClientHello?: HelloEncryption | undefined;
}

/** How a server issues tickets. */
export interface TicketSettings {
  readonly sealer: TicketSealer;
  /** After a full handshake; after a resumption one replaces the one that was used. */
  readonly count: number;
  /** Most that a client gets who asks for more. */
  readonly most: number;
  /** In seconds. */
  readonly lifetime: number;
}

/** How a server takes early data. */
export interface EarlyDataSettings {
  /** Most bytes of it. */
  readonly most: number;
  readonly guard: ReplayGuard;
  /** By how many milliseconds the age of a ticket may differ from what the client says. RFC 8446 §8.3 */
  readonly window: number;
}

export interface ServerSettings extends Settings {
  /** Sets of suites, and of groups, among which the client's order counts. */
  readonly equalSuites: readonly (readonly NegotiableSuite[])[];
  readonly equalGroups: readonly (readonly GroupName[])[];
  /** Whether clients hear that their server_name was used. RFC 6066 §3 */
  readonly acknowledgesName: boolean;
  /** Whether a client is asked for a share in our best common group although it sent one in another. */
  readonly retriesForGroup: boolean;
  /** Whether reserved values stand in requests for certificates and in tickets. RFC 8701 §4 */
  readonly grease: boolean;
  /** Chooses among the protocols that a client offers, in place of `protocols`. */
  readonly selectProtocol: ((request: ProtocolRequest) => Awaitable<string | undefined>) | undefined;
  /** Reads what clients hide; `undefined` reads nothing. RFC 9849 */
  readonly encryptedClientHello: HelloDecryption | undefined;
  /** Where sessions of TLS 1.2 are kept by session ID; `undefined` keeps none. */
  readonly sessionCache: SessionStore | undefined;
  /** `undefined` issues no tickets and opens none. */
  readonly tickets: TicketSettings | undefined;
  /** `undefined` takes no early data. */
  readonly earlyData: EarlyDataSettings | undefined;
  readonly clientAuthentication: 'none' | 'request' | 'require';
  /** Whether there is anything by which client certificates could be judged. */
  readonly judgesClients: boolean;
  /** Distinguished names (DER) of the authorities that client certificates should come from. */
  readonly clientAuthorities: readonly Uint8Array[];
  readonly requireProtocol: boolean;
  /** Whether data may be sent before the client has answered. RFC 8446 §2 */
  readonly halfRttData: boolean;
  /** Whether HelloRetryRequest carries a cookie that must come back. */
  readonly retryCookie: boolean;
  /** What to show, or why nothing may be shown. */
  readonly credentialFor: (request: CredentialRequest) => Awaitable<Credential | ProtocolError>;
}
