/** What the parts of the inspector hand to each other: connections, the bytes they carried, and what those bytes mean. */

import type { CryptoProvider } from 'handfast/crypto';
import type { TrustAnchors } from 'handfast/x509';
import type { FullTlsReport } from './tls/report/report.ts';
import type { Style, StyleName } from './tls/tree/style.ts';

/** 0 goes from the end that opened the connection (the client, as far as is known) to the other; 1 comes back. */
export type Direction = 0 | 1;

export interface Endpoint {
  /** IPv4 or IPv6 as text. */
  readonly address: string;
  readonly port: number;
}

/** One packet of the capture, as far as what it carried needs to know. */
export interface FrameInfo {
  /** From 1, in the order of the file. */
  readonly number: number;
  /** Seconds since 1970; exact to about a microsecond. */
  readonly time: number;
}

/** Two endpoints and what carries their bytes. */
export interface Connection {
  /** As in `tcp.stream` or `udp.stream`: from 0, for each carrier. */
  readonly stream: number;
  readonly carrier: 'stream' | 'datagram';
  /** Who opened it, then the other. */
  readonly endpoints: readonly [Endpoint, Endpoint];
  /** Whether its beginning was not captured: then bytes may be missing before the first. */
  readonly startsInTheMiddle: boolean;
  /** The protocol inside which TLS was started, such as `smtp`; `undefined` when it started at once. */
  readonly startTls: string | undefined;
}

/**
 * Takes what one connection carried, in order. Bytes are views into larger buffers, which nobody overwrites: copy what is
 * kept for long, or a few bytes keep a megabyte alive.
 */
export interface FlowConsumer {
  /**
   * The next bytes of a stream, or one datagram. `frame` is the packet with which they became available; `source`, when
   * given, the earlier packet in which they had come out of order.
   */
  data(direction: Direction, bytes: Uint8Array, frame: FrameInfo, source?: FrameInfo): void;
  /** So many bytes of the stream are not in the capture. */
  gap(direction: Direction, length: number, frame: FrameInfo): void;
  /** No more comes this way: `fin` and `rst` were seen, `capture` means that the capture ends or the limits were hit. */
  end(direction: Direction, how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void;
}

/** One line of a detail tree, and what is below it. JSON-able. */
export interface TreeNode {
  /** The line as it is printed, such as `Content Type: Handshake (22)`. */
  readonly label: string;
  /** First byte, counted in what the root of the tree shows (record, message, or plaintext). */
  readonly offset?: number;
  /** In bytes. */
  readonly length?: number;
  /** Lower-case hexadecimal; absent for long or composed fields. */
  readonly bytes?: string;
  /** What the value means, in words. */
  readonly note?: string;
  /** What a message or an extension is for, in one sentence. */
  readonly explanation?: string;
  /** Where it is written, such as `RFC 8446 §4.1.2`. */
  readonly rule?: string;
  readonly children?: readonly TreeNode[];
}

/** What a filter may ask for, by its name: `tls.handshake.type` → `[1]`. A field without values is there all the same. */
export type FieldValues = Readonly<Record<string, readonly (number | string)[]>>;

/** One record or message that was recognised, in the packet that completed it. */
export interface Dissected {
  readonly direction: Direction;
  readonly frame: FrameInfo;
  /** The packet in which its first byte came, when that was an earlier one. The list of 2014 then names only this item. */
  readonly began?: FrameInfo | undefined;
  /** The Protocol column: `TLSv1.2`, `SSLv3`, `DTLSv1.2`, `QUIC`. */
  readonly protocol: string;
  /** The Info column is these, joined by `, `. Empty for nothing. */
  readonly info: string;
  /** For filters. Share constant objects between items: there are many. */
  readonly fields: FieldValues;
  /** The detail tree; made when it is asked for, and only before the next packet is read. */
  tree(): TreeNode;
}

/** What became of one connection, as one JSON document: the part that the carrier knows. */
export interface ConnectionReport {
  readonly stream: number;
  readonly carrier: 'tcp' | 'udp';
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly startTls: string | null;
  readonly startsInTheMiddle: boolean;
  /** Seconds since 1970 of the first and the last packet. */
  readonly begin: number;
  readonly end: number;
  readonly packets: readonly [number, number];
  /** Payload bytes of each direction, without retransmissions. */
  readonly bytes: readonly [number, number];
  /** Bytes that are missing in the capture, with the packet at which that was noticed. */
  readonly gaps: readonly { readonly direction: Direction; readonly length: number; readonly frame: number }[];
  /** How TCP ended, if it did. */
  readonly ended: 'fin' | 'rst' | null;
  /** What the dissector found; `null` when nothing of TLS was there. */
  readonly tls: TlsReport | null;
}

/** What the dissector says about one connection. JSON-able. */
export type TlsReport = FullTlsReport;

/** The least that it says. */
export interface TlsSummary {
  /** Such as `TLS 1.3`; `null` when none was agreed on. */
  readonly version: string | null;
  /** One line: how it went, and why it failed if it did. */
  readonly verdict: string;
}

/** Secrets with which protected records are opened. */
export interface Secrets {
  /** Lines of a key log file (RFC 9850). More may come while the capture is read. */
  readonly keyLog?: string;
  /** PKCS #8, DER. */
  readonly rsaKeys?: readonly Uint8Array[];
  /** External pre-shared keys, tried one after another. */
  readonly psks?: readonly Uint8Array[];
}

/** The dissector of one connection. */
export interface FlowDissector extends FlowConsumer {
  /** The randoms of the newest ClientHellos, in hexadecimal, where they were seen: key logs name connections by them. */
  readonly clientRandoms: readonly string[];
  /** After the last event: what there is to say. */
  finish(): TlsReport;
}

/** What is told while a connection is dissected. */
export interface DissectionSink {
  item(item: Dissected): void;
  /** Decrypted application data, in order. */
  plaintext(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void;
}

/** The dissectors of one capture: what they learn from one connection (sessions, tickets, secrets) helps with others. */
export interface Dissection {
  /** A dissector for a connection in which TLS, DTLS or QUIC was recognised. */
  open(connection: Connection, sink: DissectionSink): FlowDissector;
  /** Lines of a key log that came later, such as those of a block of secrets inside the capture. */
  addKeyLog(text: string): void;
}

/** What unpacks certificates: `certificateCompression()` of `handfast/node`, for example. RFC 8879 */
export interface CertificateUnpacker {
  readonly algorithm: string | number;
  /** At most so many bytes; whatever is no such array, or comes later, is nothing. */
  decompress(packed: Uint8Array, length: number): unknown;
}

/** What a dissection is given: secrets, and who does the cryptography (without it nothing is decrypted). */
export interface DissectionOptions {
  readonly secrets?: Secrets;
  /** Must answer at once, as those for Node do. */
  readonly provider?: CryptoProvider;
  /** Roots: with them chains are verified, at the time of the capture. */
  readonly anchors?: TrustAnchors;
  /** For packed certificates; without it those of zlib are unpacked only. */
  readonly certificateCompression?: readonly CertificateUnpacker[];
  /** In whose words trees are printed. */
  readonly wording?: StyleName | Style;
}
