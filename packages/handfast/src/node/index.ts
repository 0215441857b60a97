/** Handfast for Node: TLS sockets and servers over TCP or any other stream. */

export { type ConnectOptions, type ConnectTarget, connect, connectConfig, connectWith } from './connect.ts';
export { keyLogFile } from './key-log.ts';
export type { AdapterOptions } from './options.ts';
export { type CreateServerOptions, createServer, createServerConfig, TlsServer } from './server.ts';
export { TlsSocket } from './tls-socket.ts';
export { bundledRoots, certificatesOf, type Roots, trustAnchors } from './trust-store.ts';
