/** What a caller may ask for. Everything has a safe default but cryptography, trust and a server's certificates. */

import type { AlertName } from '../base/alert-names.ts';
import type { Awaitable } from '../base/awaitable.ts';
import type { CryptoProvider, PrivateKey } from '../crypto/provider.ts';
import type { LegacyPlug } from '../handshake/classic/plug.ts';
import type { HelloDecryption, HelloEncryption } from '../handshake/hello/encryption.ts';
import type { FragmentLength } from '../handshake/negotiate/fragment-length.ts';
import type { PskMode } from '../handshake/psk/modes.ts';
import type {
  ClientCredentialRequest,
  CredentialRequest,
  ProtocolRequest,
  RenegotiationPolicy,
} from '../handshake/settings.ts';
import type { ReplayGuard, SessionStore, TicketSealer } from '../handshake/stores.ts';
import type { CertificateCompressor } from '../handshake/tls13/compression.ts';
import type { CertificateType } from '../registry/certificate-types.ts';
import type { SuiteName } from '../registry/cipher-suites.ts';
import type { GroupName } from '../registry/groups.ts';
import type { SchemeName } from '../registry/signature-schemes.ts';
import type { SrtpProfileName } from '../registry/srtp-profiles.ts';
import type { NegotiableVersionName, Version } from '../registry/versions.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { DelegationVerifier } from '../x509/delegation.ts';
import type { Delegation } from '../x509/own-delegation.ts';
import type { TrustAnchors } from '../x509/path/anchors.ts';
import type { TimestampRequest } from '../x509/path/timestamps.ts';
import type { RetransmissionTimes } from './datagram/retransmission.ts';
import type { Limits } from './limits.ts';
import type { Observer } from './observer.ts';

/** A chain, leaf first, as DER or parsed, and the key of its leaf. */
export interface CredentialOptions {
  readonly chain: readonly (Uint8Array | Certificate)[];
  readonly key: PrivateKey;
  /** One OCSP response (DER) about the leaf, to show to peers that ask (RFC 6066 §8). Renew it in time. */
  readonly ocspResponse?: Uint8Array | undefined;
  /** The same about the certificates above the leaf, in the order of the chain, `undefined` for none (RFC 8446 §4.4.2.1). */
  readonly issuerOcspResponses?: readonly (Uint8Array | undefined)[] | undefined;
  /**
   * The leaf delegates to this `key`, which is not its own (RFC 9345): `parseDelegation` of `handfast/x509` reads what
   * `createDelegatedCredential` made. It is shown, as long as it lasts, to clients of TLS 1.3 that know of such; others get
   * the next credential.
   */
  readonly delegation?: Delegation | undefined;
  /** Signed certificate timestamps of the leaf, to show to peers that ask (RFC 6962 §3.3). */
  readonly timestamps?: readonly Uint8Array[] | undefined;
  /**
   * Show it only to peers that name an authority of its chain (RFC 8446 §4.2.4, RFC 5246 §7.4.4): whose certificate it is
   * stays hidden from all others. Default false: such peers get it first.
   */
  readonly onlyForItsAuthorities?: boolean | undefined;
}

/** A key to show without a certificate, to peers that accept such (RFC 7250). */
export interface RawKeyOptions {
  readonly key: PrivateKey;
  /** Its SubjectPublicKeyInfo in DER. Default: made of `key.info`. */
  readonly publicKey?: Uint8Array | undefined;
}

/** What is asked about a peer that shows a bare key. */
export interface TrustedKeyRequest {
  /** SubjectPublicKeyInfo in DER. That the peer holds the private key is proved afterwards. */
  readonly publicKey: Uint8Array;
  /** Which side the peer is. */
  readonly peer: 'client' | 'server';
  /** The name of the server that was to be reached. */
  readonly serverName: string | undefined;
  /** The key was believed before, when the session began that is to be resumed now. */
  readonly resumed?: true | undefined;
}

/** Keys (SubjectPublicKeyInfo in DER) that are believed without a certificate, or who decides; only `true` is a yes. */
export type TrustedKeys = readonly Uint8Array[] | ((request: TrustedKeyRequest) => Awaitable<boolean>);

/** Options of both sides. Lists are in order of preference. */
export interface CommonOptions {
  readonly crypto: CryptoProvider;
  /** `datagram` speaks DTLS. Default: what `versions` are for, or `stream`. */
  readonly carrier?: Version['carrier'] | undefined;
  /** How DTLS uses datagrams. */
  readonly datagrams?: DatagramOptions | undefined;
  /** Default: TLS 1.3 and TLS 1.2 or their counterparts over datagrams, as far as suites and groups allow. */
  readonly versions?: readonly NegotiableVersionName[] | undefined;
  readonly cipherSuites?: readonly SuiteName[] | undefined;
  readonly groups?: readonly GroupName[] | undefined;
  /** Schemes that the peer may sign the handshake with. PKCS #1 v1.5 counts before TLS 1.3 only. */
  readonly signatureSchemes?: readonly SchemeName[] | undefined;
  /** Application protocols (ALPN), such as `h2`. */
  readonly protocols?: readonly string[] | undefined;
  /** Roots that the peer's certificate must lead to. */
  readonly trust?: TrustAnchors | undefined;
  /**
   * Accept peers that show one of these keys without a certificate (RFC 7250). Their names, and when they end, are nobody's
   * business but yours. Default none, whatever else is accepted.
   */
  readonly trustedKeys?: TrustedKeys | undefined;
  /**
   * What peers may show, in order of preference. Default: `RawPublicKey` if there are `trustedKeys`, and `X509` if there is
   * `trust` or nothing else.
   */
  readonly peerCertificateTypes?: readonly CertificateType[] | undefined;
  /**
   * Accept a peer whose certificate leads nowhere, has expired or is for somebody else. Anybody can be that peer. What its
   * key may be used for counts all the same.
   */
  readonly insecureAcceptAnyCertificate?: boolean | undefined;
  /** Look like TLS 1.2 to middleboxes (RFC 8446 Appendix D.4). Default true. */
  readonly middleboxCompatibility?: boolean | undefined;
  /** The largest record to receive, in bytes, content type included: 64 to 16,385 (RFC 8449). */
  readonly recordSizeLimit?: number | undefined;
  /** The largest content of records to send over streams, in bytes, 512 to 16,384: shorter ones reach the application sooner. */
  readonly maxSendFragment?: number | undefined;
  /** Pad every protected record to a multiple of so many bytes (RFC 8446 §5.4). */
  readonly padRecordsTo?: number | undefined;
  /** Replace keys after so many records at the latest; never later than the AEAD allows. At least 64. */
  readonly keyUpdateAfter?: number | undefined;
  /** Milliseconds for the handshake. `undefined`: no limit. */
  readonly handshakeTimeout?: number | undefined;
  /** Ways to unpack the peer's certificates, and to pack ours for peers that can unpack them (RFC 8879). Default none. */
  readonly certificateCompression?: readonly CertificateCompressor[] | undefined;
  /** Keys that both sides have already. A client without `trust` and its like takes no server that has none of them. */
  readonly psks?: readonly PskOptions[] | undefined;
  /** `psk_ke` gives up forward secrecy. Default `psk_dhe_ke` alone. */
  readonly pskModes?: readonly PskMode[] | undefined;
  /**
   * One more handshake on a connection up to TLS 1.2, begun by either side. `secure`: if RFC 5746 binds it to the one
   * before. `legacy`: with peers that do not know RFC 5746 too; what such a server receives may begin with the words of an
   * attacker. Default `refuse`.
   */
  readonly renegotiation?: RenegotiationPolicy | undefined;
  /** How many renegotiations the peer may begin on one connection. Default 1. */
  readonly renegotiationLimit?: number | undefined;
  /**
   * What becomes of a peer that would begin more than that, or any at all where none is configured: it is told no and may
   * go on (`refuse`, RFC 5246 §7.2.2), or this ends the connection. Default `refuse`.
   */
  readonly renegotiationBeyondLimit?: 'refuse' | 'end' | undefined;
  /**
   * Warnings of the peer up to TLS 1.2 that end the connection all the same, as no_renegotiation for who cannot do
   * without. Default none: a connection goes on after a few of any kind.
   */
  readonly unacceptableWarnings?: readonly AlertName[] | 'all' | undefined;
  /** Old versions and weak suites, made by `legacy()` of `handfast/legacy`. Without it there are none. */
  readonly legacy?: LegacyPlug | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly observer?: Observer | undefined;
}

export interface DatagramOptions extends Partial<RetransmissionTimes> {
  /** Protections of media to make keys for, in order of preference (RFC 5764). Default none. */
  readonly srtpProfiles?: readonly SrtpProfileName[] | undefined;
  /**
   * Agree on connection IDs (RFC 9146): ours has so many bytes. 0 wants none for what we receive, and uses the peer's.
   * Then the peer may change its address. Default: none are used.
   */
  readonly connectionIdLength?: number | undefined;
  /** Largest datagram for the handshake, in bytes: what the path lets pass whole. Default 1,200. */
  readonly mtu?: number | undefined;
}

/** A key that both sides have already. */
export interface PskOptions {
  /** What both sides call it. A text stands for its UTF-8 bytes. It may be empty for suites up to TLS 1.2 (RFC 4279 §2). */
  readonly identity: string | Uint8Array;
  /** At least 16 bytes that nobody can guess: a password is no key. */
  readonly key: Uint8Array;
  /** The hash function that belongs to the key. Default SHA-256. */
  readonly hash?: 'sha256' | 'sha384' | undefined;
  /** Import the key (RFC 9258) under this context, which may be empty; the other side must do the same. */
  readonly importContext?: Uint8Array | undefined;
}

export interface ClientOptions extends CommonOptions {
  /** Where sessions are kept, to be resumed. Without it there are none. */
  readonly sessions?: SessionStore | undefined;
  /** Most tickets that one connection offers, and uses up. Default 1. */
  readonly offeredTickets?: number | undefined;
  /** Ask servers up to TLS 1.2 for tickets (RFC 5077); else their sessions are resumed by ID alone. Default true. */
  readonly asksForTickets?: boolean | undefined;
  /** Tell the server how many tickets to send after a full handshake, and after a resumption (RFC 9149): 0 to 255. */
  readonly wantedTickets?: { readonly full: number; readonly resumed: number } | undefined;
  /** Ask for records of so many bytes at the most, in both directions (RFC 6066 §4). `recordSizeLimit` is newer. */
  readonly maxFragmentLength?: FragmentLength | undefined;
  /**
   * Save a round trip up to TLS 1.2: send data before the server is finished (RFC 7918), if the suite has forward secrecy
   * and an AEAD. Whoever meddled with the handshake can choose among such suites. Default false.
   */
  readonly falseStart?: boolean | undefined;
  /**
   * This is one more attempt, which offers older versions since a better one has failed: a server that could have done
   * better then refuses, for somebody must have been in the way (TLS_FALLBACK_SCSV, RFC 7507). Default false.
   */
  readonly fallback?: boolean | undefined;
  /** Groups to send a share for at once. Default: the first of `groups`, and the first of the other kind: post-quantum or not. */
  readonly keyShares?: readonly GroupName[] | undefined;
  /** Sprinkle reserved values that servers must ignore (RFC 8701). */
  readonly grease?: boolean | undefined;
  /** Send extensions in an order of chance, as browsers do, so that nobody relies on one. Default false. */
  readonly shuffleExtensions?: boolean | undefined;
  /** Hide the ClientHello, or look as if: `offerEch` or `greaseEch` of `handfast/ech` (RFC 9849). Default: neither. */
  readonly encryptedClientHello?: HelloEncryption | undefined;
  /**
   * Ask for a stapled OCSP response (RFC 6066 §8): one that comes must say that the certificate is good, and one that the
   * certificate promises (must-staple) must come. `chain` asks servers up to TLS 1.2 about all their certificates
   * (RFC 6961). Default false.
   */
  readonly ocspStapling?: boolean | 'chain' | undefined;
  /** Ask for timestamps of Certificate Transparency logs, to show them in `info` or to insist on some. */
  readonly certificateTransparency?: 'ask' | Omit<TimestampRequest, 'delivered'> | undefined;
  /**
   * Accept keys that the server's certificate delegates to for at most seven days (RFC 9345), if this judges them:
   * `verifyDelegation` of `handfast/x509`. Default: none are accepted.
   */
  readonly delegatedCredentials?: DelegationVerifier | undefined;
  /** Allow the server to ask for a certificate after the handshake too (RFC 8446 §4.6.2). Default false. */
  readonly postHandshakeAuthentication?: boolean | undefined;
  /** Name the roots of `trust` to the server, to choose a chain by (RFC 8446 §4.2.4): for a few. Default false. */
  readonly announceAuthorities?: boolean | undefined;
  /** Certificates and keys to show when the server asks. */
  readonly credentials?: readonly (CredentialOptions | RawKeyOptions)[] | undefined;
  /**
   * Chooses when the server asks, in place of `credentials`; `undefined` shows none. Sessions are resumed as who they began,
   * without asking: give each identity a store or an `origin` of its own.
   */
  readonly selectCredential?:
    | ((request: ClientCredentialRequest) => Awaitable<CredentialOptions | RawKeyOptions | undefined>)
    | undefined;
  /**
   * End the handshake (`no_fitting_credential`) when the server asks and none of the `credentials` fits, instead of going
   * on as nobody. Default false.
   */
  readonly requireFittingCredential?: boolean | undefined;
}

export interface TicketOptions {
  readonly sealer: TicketSealer;
  /** After a full handshake. Default 2. */
  readonly count?: number | undefined;
  /** The most that a client gets who asks for more (RFC 9149). Default 8, or `count` if that is more. */
  readonly most?: number | undefined;
  /** In seconds, at most 604,800 (seven days). Default: as long as the sealer's keys. */
  readonly lifetime?: number | undefined;
}

export interface EarlyDataOptions {
  /** Most bytes of early data. */
  readonly most: number;
  /** Servers that share ticket keys must share it too. */
  readonly guard: ReplayGuard;
  /**
   * By how many milliseconds the age of a ticket may differ from what the client says: the same on all servers that share
   * a guard. Default 10,000.
   */
  readonly window?: number | undefined;
}

export interface ServerOptions extends CommonOptions {
  /** Read ClientHellos that are hidden: `acceptEch` of `handfast/ech` (RFC 9849). Default: the open ones count. */
  readonly encryptedClientHello?: HelloDecryption | undefined;
  /** Keep sessions of TLS 1.2 here, for clients that resume by session ID. Without it there are none. */
  readonly sessionCache?: SessionStore | undefined;
  /** Resume sessions by tickets. Without it there are none. */
  readonly tickets?: TicketOptions | undefined;
  /** Take data before the handshake is finished. Whoever listens can send it again to a server without this guard. */
  readonly earlyData?: EarlyDataOptions | undefined;
  /**
   * Send what is written before the client has answered, as soon as our Finished is sent (RFC 8446 §2). Anybody may be the
   * client, and its flight may be a replay. Default false.
   */
  readonly halfRttData?: boolean | undefined;
  /** Chosen by the names in the leaf certificates; the first one when none fits. A key without a certificate has any name. */
  readonly credentials?: readonly (CredentialOptions | RawKeyOptions)[] | undefined;
  /** Chooses instead of the rule above; `undefined` refuses the client: the name that it asks for, or all of it. */
  readonly selectCredential?:
    | ((request: CredentialRequest) => Awaitable<CredentialOptions | RawKeyOptions | undefined>)
    | undefined;
  /** Refuse names that no certificate has with `unrecognized_name`, instead of showing the first certificate. */
  readonly strictServerName?: boolean | undefined;
  /**
   * Tell clients that the name they ask for was used (RFC 6066 §3). Turn it off where names choose nothing, and others need
   * not know that they are read. Default true.
   */
  readonly acknowledgeServerName?: boolean | undefined;
  /** Whether clients are asked for a certificate. One that is shown is always verified. Default `none`. */
  readonly clientAuthentication?: 'none' | 'request' | 'require' | undefined;
  /** Tell clients which authorities are trusted (RFC 8446 §4.2.4). Default true. */
  readonly announceAuthorities?: boolean | undefined;
  /**
   * Sets of suites that the server likes equally, by their IANA names: among them the client's order counts, which knows what
   * its processor does best. Default: none, the server's order counts everywhere.
   */
  readonly equalCipherSuites?: readonly (readonly string[])[] | undefined;
  /** The same for groups. */
  readonly equalGroups?: readonly (readonly GroupName[])[] | undefined;
  /**
   * Chooses among the protocols of a client that offers any, in place of `protocols`; `undefined` refuses the client with
   * `no_application_protocol`. What was not offered is an error of its own.
   */
  readonly selectProtocol?: ((request: ProtocolRequest) => Awaitable<string | undefined>) | undefined;
  /**
   * Ask with HelloRetryRequest for a share in the best group that both sides know, although there is one in another: a round
   * trip more, and nobody is left with the second best. Default false.
   */
  readonly retryForPreferredGroup?: boolean | undefined;
  /** Sprinkle reserved values that clients must ignore over requests for certificates and tickets (RFC 8701 §4). Default false. */
  readonly grease?: boolean | undefined;
  /** Refuse clients that offer no application protocol at all. */
  readonly requireProtocol?: boolean | undefined;
  /** Send a cookie with HelloRetryRequest and insist on its return (RFC 8446 §4.2.2). */
  readonly retryCookie?: boolean | undefined;
}
