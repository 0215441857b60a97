/** What a live peer is: a TLS implementation that plays both ends of one tiny echo conversation. */

import type {
  AnySuiteName,
  ClassicSuiteName,
  GroupName,
  KeyKind,
  LegacySuiteName,
  SuiteName,
  VersionName,
} from './facts.ts';

/**
 * The conversation: the client sends one line, the server sends it back; the client says close_notify, the server
 * answers with its own. Whoever sees anything else calls it a failure.
 */
export interface Peer {
  readonly name: string;
  /** Finds, and where need be builds, the implementation: what it can do, or why it is not here. */
  prepare(): Promise<Abilities | Missing>;
  /** Starts a server for one connection on a free port of 127.0.0.1. Throws if it does not come up. */
  listen(options: ServerOptions): Promise<RunningServer>;
  /** Holds the conversation as the client. A failed conversation is an outcome, not an exception. */
  connect(options: ClientOptions): Promise<Outcome>;
  /** A group that makes the client send no share for `group` when it is offered before it; without one, no retry. */
  decoy(group: GroupName): GroupName | undefined;
  /** Ends whatever `prepare` or a conversation left running. */
  close(): Promise<void>;
}

export interface Abilities {
  readonly version: string;
  readonly groups: readonly GroupName[];
  readonly suites: readonly SuiteName[];
  /** Suites of TLS 1.2; a peer without any is not asked to speak it. */
  readonly classicSuites?: readonly ClassicSuiteName[];
  /** Versions before TLS 1.2, and weak suites; a peer without any is not asked to speak them. */
  readonly legacy?: {
    readonly versions: readonly VersionName[];
    readonly suites: readonly LegacySuiteName[];
    /** Those that it has as a client alone. */
    readonly clientSuites?: readonly LegacySuiteName[];
    /** What else it has that was given up. */
    readonly extras?: readonly LegacyExtra[];
    /** Why it does not take such a key here, nothing where it does; absent: it knows none of them. */
    readonly lacks?: (key: UnusualKey, role: 'client' | 'server', version: VersionName) => string | undefined;
  };
  /** Certificates it can show and verify. */
  readonly keys: readonly KeyKind[];
  /** As a server it puts a cookie into a HelloRetryRequest: into every one, or where it is asked to. RFC 8446 §4.2.2 */
  readonly cookie?: 'always' | 'asked';
  /** The roles in which it can begin a key update that asks for one in return. RFC 8446 §4.6.3 */
  readonly keyUpdate?: readonly ('client' | 'server')[];
  /** The roles in which it can begin a renegotiation, and those in which it follows one. RFC 5746 */
  readonly renegotiation?: Readonly<Record<'begins' | 'follows', readonly ('client' | 'server')[]>>;
  /** The roles in which it can staple an OCSP response up to TLS 1.2: show one, or ask for one. RFC 6066 §8 */
  readonly stapling?: readonly ('client' | 'server')[];
  /** The roles in which it knows Encrypted Client Hello. RFC 9849 */
  readonly hidesHello?: readonly ('client' | 'server')[];
  /** What it can be told to do that the other side must bear. */
  readonly settings?: Readonly<Record<'client' | 'server', readonly Setting[]>>;
  /** Groups with which the peer's own fault makes one handshake in some hundred fail. */
  readonly unsteady?: { readonly groups: readonly GroupName[]; readonly because: string };
}

/** Reserved values (RFC 8701), padding (RFC 8446 §5.4), small records (RFC 8449), no compatibility mode (§D.4). */
export const settings = ['grease', 'padded records', 'small records', 'no compatibility mode'] as const;
export type Setting = (typeof settings)[number];

/** What only our side knows, for others that could not bear it else: trust in every certificate, signatures that RFC 5246 names. */
export type OwnSetting = 'any certificate' | 'old signatures';

/** RFC 6066 §7, RFC 3749 */
export const legacyExtras = ['truncated MACs', 'compression'] as const;
export type LegacyExtra = (typeof legacyExtras)[number];

/** Keys of certificates that few can handle: too short for signing a shorter one, of X9.42, of clients and agreeing. */
export type UnusualKey = 'short' | 'X9.42' | 'fixed dh' | 'fixed ecdh';

export interface Missing {
  readonly missing: string;
}

/** Paths of PEM files. */
export interface Identity {
  readonly certificate: string;
  /** The intermediate certificates alone. */
  readonly chain: string;
  /** The certificate, followed by the intermediates. */
  readonly bundle: string;
  readonly key: string;
}

export type ClientAuth = 'none' | 'request' | 'require';

interface CommonOptions {
  /** The only version to speak: TLS 1.3 where absent. */
  readonly version?: VersionName;
  /** In order of preference; the implementation's own where absent. */
  readonly groups?: readonly GroupName[];
  readonly suites?: readonly AnySuiteName[];
  readonly alpn?: readonly string[];
  /** PEM file of the roots that this side trusts. */
  readonly roots: string;
  /** Replace the keys of both directions before the line is sent, or sent back. */
  readonly updateKeys?: boolean;
  /** TLS 1.2: one more handshake before the line is sent, or sent back. */
  readonly renegotiate?: 'begin' | 'follow';
  /** Path of a PEM file with an ECH key and its configurations: to hide the ClientHello with, or to read it. RFC 9934 */
  readonly ech?: string;
  readonly setting?: Setting | OwnSetting;
  readonly extra?: LegacyExtra;
}

export interface ServerOptions extends CommonOptions {
  readonly identity: Identity;
  readonly clientAuth: ClientAuth;
  /** Path of a DER file with an OCSP response to staple. */
  readonly ocspResponse?: string;
  /** Answer the first ClientHello with a HelloRetryRequest that holds a cookie. */
  readonly cookie?: boolean;
}

export interface ClientOptions extends CommonOptions {
  readonly port: number;
  readonly serverName: string;
  readonly identity?: Identity;
  /** Ask for a stapled OCSP response. */
  readonly askStatus?: boolean;
  /** Send a share for the first group alone. */
  readonly oneShare?: boolean;
  /** What to send, without the line feed. */
  readonly line: string;
}

export interface Outcome {
  readonly ok: boolean;
  /** In one line: what went wrong, empty if nothing did. */
  readonly message: string;
  /** The protocol that ALPN chose, where the peer says so. */
  readonly alpn?: string;
  /** How many KeyUpdate messages came, where the peer says so. */
  readonly keyUpdates?: number;
  /** How many renegotiations were finished, where the peer says so. */
  readonly renegotiations?: number;
  /** Whether a stapled OCSP response came, where the peer says so. */
  readonly stapled?: boolean;
  /** Whether a hidden ClientHello was read, where the peer says so. */
  readonly hidden?: boolean;
  /** The peer's own output. */
  readonly log: string;
}

export interface RunningServer {
  readonly port: number;
  /** Called when the client is done: the server's own verdict. Whatever it is, the server has ended afterwards. */
  finish(): Promise<Outcome>;
}

/** The implementation is absent. */
export function isMissing(found: Abilities | Missing): found is Missing {
  return 'missing' in found;
}
