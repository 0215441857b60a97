/** What a case of the matrix is: a client, a server, their options, and what must come of it. */

import type { AnySuiteName, GroupName, VersionName } from './facts.ts';
import type { ClientOptions, LegacyExtra, Peer, ServerOptions } from './peer.ts';
import type { Listener } from './witness.ts';

export interface Case {
  readonly client: Peer;
  readonly server: Peer;
  /** What is tried, and with what: a row of the table and one entry in it. */
  readonly topic: string;
  readonly variant: string;
  readonly clientOptions: Omit<ClientOptions, 'port'>;
  readonly serverOptions: ServerOptions;
  readonly expected: Expectation;
  /** Hears what goes over the wire. */
  readonly record?: Listener;
  /** A fault of the peer for which the case may be tried again. */
  readonly excuse?: string;
}

/** Fields that are absent may be anything. */
export interface Success {
  readonly outcome: 'done';
  readonly group?: GroupName;
  readonly suite?: AnySuiteName;
  /** TLS 1.3 where absent. */
  readonly version?: VersionName;
  readonly retried?: boolean;
  readonly cookie?: boolean;
  /** Empty: none must be chosen. */
  readonly alpn?: string;
  /** Whether the connection must have been renegotiated. */
  readonly renegotiated?: boolean;
  /** Whether the client must have seen an OCSP response. */
  readonly stapled?: boolean;
  /** What must have been agreed on of what was given up. */
  readonly extra?: LegacyExtra;
  /** Whether the ClientHello must have been hidden. */
  readonly hidden?: boolean;
  /** Who begins a key update. */
  readonly keyUpdate?: 'client' | 'server';
}

export interface Refusal {
  readonly outcome: 'refused';
  readonly by: 'client' | 'server';
  /** Checked where the refusing side is ours. */
  readonly alert: RegExp;
}

export type Expectation = Success | Refusal;

/** A case that cannot be tried between these two, and why. */
export interface Skip {
  readonly client: string;
  readonly server: string;
  readonly topic: string;
  readonly variant: string;
  readonly reason: string;
}
