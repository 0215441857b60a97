/** The visits of `handfast demo resumption`: full handshakes, and four ways to come back. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { ConnectionInfo } from 'handfast';
import type { CryptoProvider, PrivateKey } from 'handfast/crypto';
import { type ConnectOptions, type CreateServerOptions, connect, createServer } from 'handfast/node';
import { nodeProvider } from 'handfast/providers/node';
import { MemoryStore, TicketKeyRing } from 'handfast/session';
import { createDevelopmentCa } from 'handfast/x509';
import { createRecorder, type Rung } from '../show/recorder.ts';
import { type Crossing, crossings } from './crossings.ts';
import { ensure } from './ensure.ts';

export interface Visit {
  readonly title: string;
  readonly info: ConnectionInfo;
  readonly ladder: readonly Crossing[];
  /** How often the client waited for the server before it could say what it came for. */
  readonly roundTrips: number;
  /** In both directions, on the wire, until the client was finished. */
  readonly bytes: number;
  /** How many the server's key made. */
  readonly signatures: number;
  /** What the client derived for itself: differs for each set of keys. */
  readonly keyingMaterial: string;
  /** The client's port: each TCP connection has one. */
  readonly port: number;
  /** How much the server has kept of its clients by now, in bytes. */
  readonly kept: number;
}

/** By what the client came back with. */
export type Visits = Readonly<
  Record<'full12' | 'byId' | 'full12Ticket' | 'byTicket' | 'full13' | 'byPsk' | 'early', Visit>
>;

/** Runs them all. Throws when one does not go as its title says. */
export async function makeVisits(): Promise<Visits> {
  const { stateful, stateless, modern } = await hosts();
  try {
    const full12 = await stateful.visit('TLS 1.2, full', false);
    const byId = await stateful.visit('TLS 1.2, by session ID', true);
    const full12Ticket = await stateless.visit('TLS 1.2, full, for a ticket', false);
    const byTicket = await stateless.visit('TLS 1.2, by ticket', true);
    const full13 = await modern.visit('TLS 1.3, full', false);
    const byPsk = await modern.visit('TLS 1.3, by PSK', true);
    const early = await modern.visit('TLS 1.3, by PSK, with early data', true, question);
    ensure(early.info.earlyData === 'accepted', 'early data is accepted');
    return { full12, byId, full12Ticket, byTicket, full13, byPsk, early };
  } finally {
    for (const host of [stateful, stateless, modern]) host.stop();
  }
}

/** Three servers with one certificate: one remembers its clients, two give tickets. */
async function hosts() {
  const ca = await createDevelopmentCa(nodeProvider, { now: Date.now() });
  const { chain, key } = await ca.issue(['localhost']);
  const certified = { chain, key, root: ca.certificate };
  return {
    stateful: await Host.start(certified, 'TLS 1.2', { tickets: false, sessionCache: new MemoryStore() }),
    stateless: await Host.start(certified, 'TLS 1.2', { tickets: { sealer: new TicketKeyRing({ crypto: provider }) } }),
    modern: await Host.start(certified, 'TLS 1.3', { earlyData: { most: 1000 } }),
  };
}

interface Certified {
  readonly chain: readonly Uint8Array[];
  readonly key: PrivateKey;
  readonly root: Uint8Array;
}

/** A server, and the one client that comes to it. */
class Host {
  readonly #server: ReturnType<typeof createServer>;
  readonly #client: ConnectOptions;
  readonly #cache: MemoryStore | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #start = performance.now();
  #seen = createRecorder();
  #signatures = 0;

  private constructor({ chain, key, root }: Certified, version: 'TLS 1.2' | 'TLS 1.3', options: CreateServerOptions) {
    const counting: PrivateKey = {
      info: key.info,
      sign: (algorithm, data) => {
        this.#signatures++;
        return key.sign(algorithm, data);
      },
    };
    this.#cache = options.sessionCache instanceof MemoryStore ? options.sessionCache : undefined;
    const observeClient = (tcp: Socket) => {
      this.#sockets.add(tcp);
      this.#seen = createRecorder(() => {}, this.#start);
      return this.#seen.observer;
    };
    const versions = [version];
    this.#server = createServer({ ...options, cert: chain, key: counting, versions, observeClient }, (socket) => {
      socket.on('error', () => {});
      socket.pipe(socket);
    });
    this.#client = { ca: root, versions, host: '127.0.0.1', serverName: 'localhost', sessions: new MemoryStore() };
  }

  static async start(
    certified: Certified,
    version: 'TLS 1.2' | 'TLS 1.3',
    options: CreateServerOptions,
  ): Promise<Host> {
    const host = new Host(certified, version, options);
    host.#server.listen(0, '127.0.0.1');
    await once(host.#server, 'listening');
    return host;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Comes, says something, hears it back, and leaves. */
  async visit(title: string, resumed: boolean, earlyData?: Uint8Array): Promise<Visit> {
    const recorder = createRecorder(() => {}, this.#start);
    const { port } = this.#server.address() as AddressInfo;
    const before = this.#signatures;
    const socket = connect({ ...this.#client, port, observer: recorder.observer, earlyData });
    const [info] = (await once(socket, 'secureConnect')) as [ConnectionInfo];
    const handshake = [...recorder.rungs];
    const transport = socket.transport as Socket;
    const bytes = transport.bytesRead + transport.bytesWritten;
    const keyingMaterial = hex(socket.exportKeyingMaterial('EXPORTER-handfast-demo', new Uint8Array(), 32));
    const localPort = transport.localPort ?? 0;
    socket.end(earlyData === undefined ? question : undefined);
    let heard = '';
    for await (const piece of socket) heard += String(piece);
    ensure(heard === String(question), 'the server answers');
    ensure(info.resumed === resumed, `the handshake is ${resumed ? 'an abbreviated' : 'a full'} one`);
    return {
      title,
      info,
      ladder: crossings(recorder.rungs, this.#seen.rungs),
      roundTrips: info.earlyData === 'accepted' ? 0 : waits(handshake),
      bytes,
      signatures: this.#signatures - before,
      keyingMaterial,
      port: localPort,
      kept: this.#cache?.bytes ?? 0,
    };
  }
}

/** How often a message was received after one was sent: ChangeCipherSpec means nothing in TLS 1.3. */
function waits(rungs: readonly Rung[]): number {
  const messages = rungs.filter(({ kind }) => kind === 'handshake');
  return messages.filter(({ direction }, i) => direction === 'received' && messages[i - 1]?.direction === 'sent')
    .length;
}

const provider: CryptoProvider = nodeProvider;
const question = Buffer.from('anybody there?');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
