/** An established connection up to TLS 1.2: application data, exporters, and wishes to renegotiate. RFC 5246 §7.4.1.1 */

import { copyOf } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { EstablishedClassic } from '../handshake/established.ts';
import type { Role } from '../handshake/tls13/keys.ts';
import { contentTypes } from '../registry/content-types.ts';
import type { VersionRow } from '../registry/versions.ts';
import { exportClassic, reservedLabels } from '../schedule/classic.ts';
import { decodeMessage } from '../wire/handshake.ts';
import { messagesClassic } from '../wire/messages-classic.ts';
import type { Channel } from './channel.ts';
import type { EngineIo } from './engine-io.ts';
import { infoOf, type PeerInfo } from './info.ts';
import type { LivePort } from './live.ts';
import type { RenegotiationRules } from './renegotiation.ts';
import { WaitingWrites } from './waiting-writes.ts';

export class LiveClassic implements Disposable {
  readonly #role: Role;
  readonly #io: EngineIo;
  readonly #channel: Channel;
  readonly #port: LivePort;
  readonly #rules: RenegotiationRules;
  readonly #waiting: WaitingWrites;
  #established: EstablishedClassic;
  #negotiating = false;
  /** Whether the client is asked for a certificate. */
  #asking = false;
  /** How many renegotiations the peer has begun. */
  #begunByPeer = 0;

  /** Takes over the secrets of the handshake. */
  constructor(
    role: Role,
    io: EngineIo,
    channel: Channel,
    established: EstablishedClassic,
    port: LivePort,
    rules: RenegotiationRules,
  ) {
    this.#role = role;
    this.#io = io;
    this.#channel = channel;
    this.#established = established;
    this.#port = port;
    this.#rules = rules;
    this.#waiting = new WaitingWrites(rules.earlyWrites);
  }

  /** Whether a renegotiation is going on. */
  get negotiating(): boolean {
    return this.#negotiating;
  }

  /** In the middle of a renegotiation it waits: most peers would not take it. */
  write(data: Uint8Array): void {
    if (this.#negotiating) this.#waiting.write(data);
    else this.#channel.send(contentTypes.application_data, data);
  }

  dataReceived(): void {}

  /** The peer would like to negotiate again: we do, or it is told no and may go on as before. RFC 5246 §7.2.2 */
  message(bytes: Uint8Array): void {
    const wish = this.#role === 'client' ? 'HelloRequest' : 'ClientHello';
    if (bytes[0] === messagesClassic[wish].type && this.#agrees()) return this.#follow(bytes);
    const { name, body } = decodeMessage(messagesClassic, [wish], bytes);
    this.#io.observeMessage('received', messagesClassic, name, body, bytes);
    // After our goodbye it may have crossed on the way.
    if (this.#rules.beyond === 'end' && !this.#port.closing()) throw new ProtocolError('unwanted_renegotiation');
    this.#channel.finish();
    this.#port.warn('no_renegotiation');
  }

  #agrees(): boolean {
    return !this.#port.closing() && this.#permitted() && this.#begunByPeer < this.#rules.limit;
  }

  /** Whether the rules allow any renegotiation with this peer. */
  #permitted(): boolean {
    const { policy } = this.#rules;
    const { secureRenegotiation } = this.#established;
    return !this.#named && !this.#unbound && (policy === 'legacy' || (policy === 'secure' && secureRenegotiation));
  }

  /** Connection IDs would be agreed on anew, and who sends datagrams on by them knows the first alone. RFC 9146 §3 */
  get #named(): boolean {
    return this.#io.ourId !== undefined;
  }

  /** What Finished of a resumed session without the extended master secret says may be true elsewhere too. RFC 7627 §5.4 */
  get #unbound(): boolean {
    const { resumed, secrets } = this.#established;
    return resumed && !secrets.extendedMasterSecret;
  }

  #follow(bytes: Uint8Array): void {
    this.#begunByPeer++;
    this.#channel.startAgain?.(false);
    if (this.#role === 'server') return this.#begin(false, bytes);
    const { name, body } = decodeMessage(messagesClassic, ['HelloRequest'], bytes);
    this.#io.observeMessage('received', messagesClassic, name, body, bytes);
    this.#begin(false);
  }

  /** Before TLS 1.3 a certificate is asked for in a renegotiation: a client that does not want it shows none. */
  certificateRequest(required: boolean): () => void {
    if (this.#role === 'client') throw new MisuseError('only servers ask for certificates');
    return this.renegotiation(true, required ? 'require' : 'request');
  }

  /** A step that begins a renegotiation, or asks for one. Throws `MisuseError` when there can be none. */
  renegotiation(full: boolean, asks?: 'request' | 'require'): () => void {
    const { policy } = this.#rules;
    if (policy === 'refuse') throw new MisuseError('this connection was not configured for renegotiation');
    if (this.#named) throw new MisuseError('connections with connection IDs are not renegotiated');
    if (this.#unbound) throw new MisuseError('sessions resumed without extended_master_secret are not renegotiated');
    if (!this.#permitted()) throw new MisuseError('the peer does not know secure renegotiation (RFC 5746)');
    if (this.#negotiating) throw new MisuseError('a renegotiation is going on already');
    return () => {
      // A peer in the middle of a message has a wish of its own: two at once are one.
      const { insideMessage } = this.#channel;
      this.#channel.startAgain?.(true);
      if (this.#role === 'server' && !insideMessage) this.#io.send(messagesClassic, 'HelloRequest', {});
      if (this.#role === 'server' || !insideMessage) this.#begin(full, undefined, asks);
    };
  }

  #begin(full: boolean, first?: Uint8Array, asks?: 'request' | 'require'): void {
    this.#negotiating = true;
    this.#asking = asks !== undefined;
    const renegotiation = { previous: this.#established, full, clientAuthentication: asks };
    const flow = this.#rules.renegotiate(this.#io, renegotiation);
    this.#port.begin(
      flow,
      (established) => {
        if (established.flow !== 'classic') return;
        this.#established.secrets.master[Symbol.dispose]();
        this.#established = established;
        this.#channel.finish();
        const info = infoOf(established);
        this.#port.tell({ type: 'established', info, renegotiated: true });
        this.#goOn(info.peer);
      },
      { first, timed: true },
    );
  }

  /** Nothing will come of a renegotiation that has only just been asked for: everything stays as it is. */
  refused(): boolean {
    const answer = this.#role === 'client' ? 'ServerHello' : 'ClientHello';
    if (!this.#negotiating || !this.#port.waitingFor().includes(answer)) return false;
    this.#port.cancel();
    this.#channel.finish();
    this.#port.tell({ type: 'refused' });
    this.#goOn(undefined);
    return true;
  }

  #goOn(peer: PeerInfo | undefined): void {
    this.#negotiating = false;
    if (this.#asking) this.#port.tell({ type: 'authenticated', peer });
    this.#asking = false;
    for (const data of this.#waiting.take()) this.write(data);
  }

  sendTickets(): void {
    throw new MisuseError(`${this.#established.version.name} has no tickets after the handshake`);
  }

  updateWriteKey(): void {
    throw new MisuseError(`${this.#established.version.name} cannot update its keys`);
  }

  /**
   * RFC 5705 §4. Throws `MisuseError` for labels of the handshake itself, and without the extended master secret: such
   * keying material may be the same on two connections (RFC 7627 §1). During a renegotiation the peer may already have other
   * keys.
   */
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    const { master, prf, randoms, extendedMasterSecret } = this.#established.secrets;
    if (reservedLabels.includes(label)) throw new MisuseError(`the label ${label} belongs to the handshake`);
    if (this.#negotiating) throw new MisuseError('keys are being agreed on anew: export when that has ended');
    if (!extendedMasterSecret)
      throw new MisuseError('without extended_master_secret, exported keys are bound to nothing');
    return exportClassic(prf, master, randoms, label, context, length);
  }

  tlsUnique(): Uint8Array {
    const { resumed, secrets } = this.#established;
    if (this.#unbound) throw new MisuseError('without extended_master_secret, a resumed session has no tls-unique');
    if (this.#negotiating) throw new MisuseError('tls-unique is about to change: ask for it when that has ended');
    return copyOf(secrets.finished[resumed ? 'server' : 'client']);
  }

  invalidate(): void {
    this.#established.forget();
  }

  [Symbol.dispose](): void {
    this.#established.secrets.master[Symbol.dispose]();
    this.#waiting.take();
  }
}

/** Whether this is a HelloRequest in the middle of a handshake, of which it is no part. RFC 5246 §7.4.1.1 */
export function isIdleRequest(version: VersionRow | undefined, bytes: Uint8Array): boolean {
  if (version?.flow !== 'classic' || bytes[0] !== messagesClassic.HelloRequest.type) return false;
  decodeMessage(messagesClassic, ['HelloRequest'], bytes);
  return true;
}
