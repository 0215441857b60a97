/** Bounds on everything that a peer can make grow. */

export interface Limits {
  /** Longest handshake message, in bytes: certificate chains are the long ones. */
  readonly handshakeMessage: number;
  /** Most certificates in a chain. */
  readonly chain: number;
  /** Records in a row that carry nothing: empty data, ChangeCipherSpec. */
  readonly emptyRecords: number;
  /** Warning alerts in a row. */
  readonly warnings: number;
  /** Application data, in bytes, that may wait until the handshake is finished. */
  readonly earlyWrites: number;
  /** Early data that was rejected and is thrown away, in bytes as they travel. */
  readonly skippedEarlyData: number;
}

export const defaultLimits: Limits = {
  // RFC 8446 allows 2^24 bytes; chains of more than 128 KiB are attacks or accidents.
  handshakeMessage: 128 * 1024,
  chain: 16,
  emptyRecords: 32,
  warnings: 4,
  earlyWrites: 1024 * 1024,
  skippedEarlyData: 64 * 1024,
};
