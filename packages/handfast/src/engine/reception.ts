/** What arrives, given to who waits for it: the handshake, the live connection, or the application. RFC 8446 §5.1, §6 */

import { PeerAlert, ProtocolError } from '../base/errors.ts';
import { changeCipherSpec } from '../handshake/flow.ts';
import type { Role } from '../handshake/tls13/keys.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { AlertPort } from './alert-port.ts';
import { isMereWarning } from './alerts.ts';
import type { ConnectionSettings } from './config.ts';
import type { Conversation } from './conversation.ts';
import type { EngineIo } from './engine-io.ts';
import type { Receiver } from './incoming.ts';
import type { Live } from './live.ts';
import { isIdleRequest } from './live-classic.ts';
import type { Output } from './outputs.ts';
import type { Patience } from './patience.ts';

/** The connection around it. */
export interface ReceptionPort {
  readonly role: Role;
  readonly settings: ConnectionSettings;
  readonly io: EngineIo;
  readonly dialogue: Conversation;
  readonly patience: Patience;
  readonly alerts: AlertPort;
  /** Once the first handshake is finished. */
  live(): Live | undefined;
  /** The flow may have stopped. */
  settle(): void;
  tell(output: Output): void;
  /** The peer will send no more data. */
  readClosed(): void;
  finish(last: Output): void;
}

export class Reception implements Receiver {
  readonly #port: ReceptionPort;

  constructor(port: ReceptionPort) {
    this.#port = port;
  }

  message(bytes: Uint8Array): void {
    const { role, io, dialogue, patience } = this.#port;
    patience.empty.reset();
    const live = this.#port.live();
    if (live?.negotiating === false && !dialogue.accepts(bytes[0] as number)) live.message(bytes);
    else if (role === 'client' && isIdleRequest(io.version, bytes)) return patience.warnings.spend();
    else dialogue.message(bytes);
    this.#port.settle();
  }

  applicationData(data: Uint8Array): void {
    const { dialogue, patience } = this.#port;
    const live = this.#port.live();
    if (live === undefined) return this.#earlyData(data);
    // Between ChangeCipherSpec and Finished nobody has proved anything.
    if (dialogue.waitingFor.includes('Finished')) throw new ProtocolError('unexpected_data');
    if (data.length === 0) return patience.empty.spend();
    patience.restore();
    live.dataReceived();
    this.#port.tell({ type: 'data', bytes: data });
  }

  /** Data before Finished: only what the handshake has allowed, and told from other data. RFC 8446 §2.3 */
  #earlyData(data: Uint8Array): void {
    this.#port.io.spendEarlyData(data.length);
    if (data.length === 0) return this.#port.patience.empty.spend();
    this.#port.tell({ type: 'data', bytes: data, early: true });
  }

  /**
   * Up to TLS 1.2 it comes exactly when the flow waits for it. In TLS 1.3 it means nothing, but may come only between
   * the first hello and Finished. RFC 5246 §7.1, RFC 8446 §5
   */
  changeCipherSpec(data: Uint8Array): void {
    const { settings, io, dialogue, patience } = this.#port;
    const due = dialogue.waitingFor.includes(changeCipherSpec);
    const meaningless = this.#port.live() === undefined && io.transcript.begun && this.#speaks('tls13');
    if (data.length !== 1 || data[0] !== 1 || !(due || meaningless)) throw new ProtocolError('bad_change_cipher_spec');
    settings.observer.changeCipherSpec?.({ direction: 'received' });
    if (!due) {
      io.ignoredChange = true;
      return patience.empty.spend();
    }
    dialogue.changeCipherSpec();
    this.#port.settle();
  }

  alert(data: Uint8Array): void {
    const { alerts, patience, settings } = this.#port;
    const alert = alerts.read(data);
    if (alert.name === 'close_notify') return this.#closed();
    // TLS 1.3 leaves the level without meaning: all but these two end the connection. RFC 8446 §6
    if (alert.name === 'user_canceled') return patience.warnings.spend();
    const live = this.#port.live();
    if (this.#speaks('classic') && isMereWarning(alert)) {
      if (isUnacceptable(settings, alert.name)) throw new ProtocolError('unacceptable_warning', { alert: alert.name });
      if (alert.name === 'no_renegotiation') live?.refused();
      return patience.warnings.spend();
    }
    live?.invalidate();
    this.#port.finish({ type: 'failed', error: new PeerAlert(alert.name) });
  }

  #closed(): void {
    const live = this.#port.live();
    live?.refused();
    // Before Finished nobody has proved anything: the end of the handshake is a failure, not an end of data.
    if (live?.negotiating === false) return this.#port.readClosed();
    this.#port.finish({ type: 'failed', error: new PeerAlert('close_notify') });
  }

  /** Whether the version follows this flow, or may still turn out to. */
  #speaks(flow: VersionRow['flow']): boolean {
    const { settings, io } = this.#port;
    return (io.version === undefined ? settings.versions : [io.version]).some((one) => one.flow === flow);
  }
}

const isUnacceptable = ({ unacceptableWarnings }: ConnectionSettings, alert: string): boolean =>
  unacceptableWarnings === 'all' || unacceptableWarnings.some((name) => name === alert);
