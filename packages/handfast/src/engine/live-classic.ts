/** An established connection up to TLS 1.2: application data, exporters, and no second handshake. RFC 5246 §7.4.1.1 */

import { MisuseError } from '../base/errors.ts';
import type { EstablishedClassic } from '../handshake/established.ts';
import type { Role } from '../handshake/tls13/keys.ts';
import { contentTypes } from '../registry/content-types.ts';
import type { VersionRow } from '../registry/versions.ts';
import { exportClassic, reservedLabels } from '../schedule/classic.ts';
import { decodeMessage } from '../wire/handshake.ts';
import { messagesClassic } from '../wire/messages-classic.ts';
import type { Channel } from './channel.ts';
import type { EngineIo } from './engine-io.ts';
import type { LivePort } from './live.ts';

export class LiveClassic implements Disposable {
  readonly #role: Role;
  readonly #io: EngineIo;
  readonly #channel: Channel;
  readonly #established: EstablishedClassic;
  readonly #port: LivePort;

  /** Takes over the secrets of the handshake. */
  constructor(role: Role, io: EngineIo, channel: Channel, established: EstablishedClassic, port: LivePort) {
    this.#role = role;
    this.#io = io;
    this.#channel = channel;
    this.#established = established;
    this.#port = port;
  }

  write(data: Uint8Array): void {
    this.#channel.send(contentTypes.application_data, data);
  }

  dataReceived(): void {}

  /** The peer would like to negotiate again: it is told no, and may go on as before. RFC 5246 §7.2.2 */
  message(bytes: Uint8Array): void {
    const wish = this.#role === 'client' ? 'HelloRequest' : 'ClientHello';
    const { name, body } = decodeMessage(messagesClassic, [wish], bytes);
    this.#io.observeMessage('received', messagesClassic, name, body, bytes);
    this.#port.warn('no_renegotiation');
  }

  sendTickets(): void {
    throw new MisuseError(`${this.#established.version.name} has no tickets after the handshake`);
  }

  updateWriteKey(): void {
    throw new MisuseError(`${this.#established.version.name} cannot update its keys`);
  }

  /**
   * RFC 5705 §4. Throws `MisuseError` for labels of the handshake itself, and without the extended master secret: such
   * keying material may be the same on two connections (RFC 7627 §1).
   */
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    const { master, prf, randoms, extendedMasterSecret } = this.#established.secrets;
    if (reservedLabels.includes(label)) throw new MisuseError(`the label ${label} belongs to the handshake`);
    if (!extendedMasterSecret)
      throw new MisuseError('without extended_master_secret, exported keys are bound to nothing');
    return exportClassic(prf, master, randoms, label, context, length);
  }

  invalidate(): void {
    this.#established.forget();
  }

  [Symbol.dispose](): void {
    this.#established.secrets.master[Symbol.dispose]();
  }
}

/** Whether this is a HelloRequest in the middle of a handshake, of which it is no part. RFC 5246 §7.4.1.1 */
export function isIdleRequest(version: VersionRow | undefined, bytes: Uint8Array): boolean {
  if (version?.flow !== 'classic' || bytes[0] !== messagesClassic.HelloRequest.type) return false;
  decodeMessage(messagesClassic, ['HelloRequest'], bytes);
  return true;
}
