/** Handfast: TLS as a library without sockets. Bytes in, outputs out. */

export { MisuseError, PeerAlert, ProtocolError } from './base/errors.ts';
export { type FailureCode, failures } from './base/failures.ts';
export { type ClientConfig, type ClientTarget, clientConfig, clientConnection } from './engine/client-config.ts';
export type { Connection } from './engine/connection.ts';
export { type Admission, CookieGate } from './engine/datagram/cookie-gate.ts';
export type { Path } from './engine/datagram/path.ts';
export type { RetransmissionTimes } from './engine/datagram/retransmission.ts';
export { type SrtpKeys, srtpKeys } from './engine/datagram/srtp-keys.ts';
export type { ConnectionInfo, PeerInfo } from './engine/info.ts';
export type { Limits } from './engine/limits.ts';
export type { AlertEvent, Direction, MessageEvent, Observer, RecordEvent } from './engine/observer.ts';
export type {
  ClientOptions,
  CommonOptions,
  CredentialOptions,
  DatagramOptions,
  EarlyDataOptions,
  PskOptions,
  RawKeyOptions,
  ServerOptions,
  TicketOptions,
  TrustedKeyRequest,
  TrustedKeys,
} from './engine/options.ts';
export type { Output } from './engine/outputs.ts';
export { type ServerConfig, serverConfig, serverConnection } from './engine/server-config.ts';
export type { PskMode } from './handshake/psk/modes.ts';
export type { ClientCredentialRequest, CredentialRequest, ProtocolRequest } from './handshake/settings.ts';
export type { CertificateCompressor } from './handshake/tls13/compression.ts';
export { type KeyLogLabel, keyLogLine } from './schedule/key-log.ts';
