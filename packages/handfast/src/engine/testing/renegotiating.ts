/** Renegotiations in which one side breaks the rules: it goes on by other options, or says something else. */

import { renegotiateClient } from '../../handshake/classic/renegotiate-client.ts';
import { renegotiateServer } from '../../handshake/classic/renegotiate-server.ts';
import type { Renegotiation } from '../../handshake/classic/renegotiation.ts';
import { clientHandshake } from '../../handshake/hello/client.ts';
import { serverHandshake } from '../../handshake/hello/server.ts';
import type { HandshakeIo } from '../../handshake/io.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { clientConfig } from '../client-config.ts';
import { observed } from '../config.ts';
import { Connection } from '../connection.ts';
import type { ClientOptions, ServerOptions } from '../options.ts';
import { serverConfig } from '../server-config.ts';
import { Endpoint } from './endpoint.ts';
import { now, serverCredential, trust } from './fixtures.ts';
import { type Pair, pump } from './pair.ts';

/** TLS 1.2 with secure renegotiation, on both sides. */
export const secure = { versions: ['TLS 1.2'], renegotiation: 'secure' } as const;

/** How one side breaks the rules in its renegotiation. */
export interface Misbehaviour {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly serverName?: string;
  readonly info?: (renegotiation: Renegotiation) => Renegotiation;
  /** In `common`: what the client says in the first handshake. */
  readonly io?: (io: HandshakeIo) => HandshakeIo;
}

/** Two ends, of which one renegotiates by other rules than it began with. */
export async function misled(who: 'client' | 'server', wrong: Misbehaviour, common: Misbehaviour = {}): Promise<Pair> {
  const clientOptions = { crypto: nodeProvider, trust, ...secure, ...common.client };
  const serverOptions = { crypto: nodeProvider, trust, credentials: [serverCredential], ...secure, ...common.server };
  const first = { client: clientConfig(clientOptions), server: serverConfig(serverOptions) };
  const then = {
    client: clientConfig({ ...clientOptions, ...(who === 'client' && wrong.client) }),
    server: serverConfig({ ...serverOptions, ...(who === 'server' && wrong.server) }),
  };
  const purpose = { serverName: 'server.test', origin: '', earlyData: undefined };
  const other = { ...purpose, serverName: wrong.serverName ?? 'server.test' };
  const altered = (side: string, io: HandshakeIo, renegotiation: Renegotiation) =>
    [
      side === who ? (wrong.io?.(io) ?? io) : io,
      side === who ? (wrong.info?.(renegotiation) ?? renegotiation) : renegotiation,
    ] as const;
  const both: Pair = {
    client: new Endpoint(
      (observer) =>
        new Connection(
          'client',
          observed(first.client, observer),
          now,
          (io) => clientHandshake(common.io?.(io) ?? io, first.client, purpose),
          (io, one) => {
            const [throughIo, renegotiation] = altered('client', io, one);
            return renegotiateClient(throughIo, then.client, who === 'client' ? other : purpose, renegotiation);
          },
        ),
    ),
    server: new Endpoint(
      (observer) =>
        new Connection(
          'server',
          observed(first.server, observer),
          now,
          (io) => serverHandshake(io, first.server),
          (io, one) => {
            const [throughIo, renegotiation] = altered('server', io, one);
            return renegotiateServer(throughIo, then.server, renegotiation);
          },
        ),
    ),
  };
  await pump(both);
  both.client.use((connection) => connection.renegotiate());
  await pump(both);
  return both;
}

/** The handshake before bound its secret. */
export const boundBefore = ({ previous, full }: Renegotiation): Renegotiation => ({
  full,
  previous: { ...previous, secrets: { ...previous.secrets, extendedMasterSecret: true } },
});

/** The handshake before ended otherwise. */
export const misremembered =
  (side: 'client' | 'server', secureRenegotiation = true) =>
  ({ previous, full }: Renegotiation): Renegotiation => {
    const { secrets } = previous;
    const finished = { ...secrets.finished, [side]: secrets.finished[side].map((byte) => byte ^ 1) };
    return { full, previous: { ...previous, secureRenegotiation, secrets: { ...secrets, finished } } };
  };

/** Everything it is to send can be changed. */
export const sending =
  (change: (name: string, body: object) => object, before?: (name: string, io: HandshakeIo) => void) =>
  (io: HandshakeIo): HandshakeIo =>
    new Proxy(io, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'send') return typeof value === 'function' ? value.bind(target) : value;
        const send: HandshakeIo['send'] = (dialect, message, body) => {
          before?.(message, target);
          target.send(dialect, message, change(message, body as object) as never);
        };
        return send;
      },
    });

export const withExtensions = (message: string, values: Readonly<Record<string, unknown>>) =>
  sending((name, body) =>
    name === message && 'extensions' in body
      ? { ...body, extensions: { ...(body.extensions as object), ...values } }
      : body,
  );
