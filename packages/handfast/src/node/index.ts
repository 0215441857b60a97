/** Handfast for Node: TLS sockets and servers over TCP or any other stream, DTLS over UDP or anything else. */

export { certificateCompression } from './certificate-compression.ts';
export { type ConnectOptions, type ConnectTarget, connect, connectConfig, connectWith } from './connect.ts';
export {
  type ConnectDatagramOptions,
  type ConnectDatagramTarget,
  connectDatagram,
  connectDatagramConfig,
  connectDatagramWith,
} from './datagram/connect-datagram.ts';
export {
  type CreateDatagramServerOptions,
  createDatagramServer,
  DatagramServer,
} from './datagram/datagram-server.ts';
export { DatagramSocket } from './datagram/datagram-socket.ts';
export { type DatagramTransport, UdpTransport, udpAddress, udpSocket } from './datagram/transport.ts';
export { defaultFetchLimits, type FetchLimits, isPublicHost, type MayFetch } from './fetch.ts';
export { type CachedFetch, type FetchCache, memoryCache } from './fetch-cache.ts';
export { keyLogFile } from './key-log.ts';
export type { AdapterOptions } from './options.ts';
export { type Evidence, type EvidenceOptions, gatherEvidence } from './revocation.ts';
export { type CreateServerOptions, createServer, createServerConfig, TlsServer } from './server.ts';
export { TlsSocket } from './tls-socket.ts';
export { bundledRoots, certificatesOf, type Roots, trustAnchors } from './trust-store.ts';
