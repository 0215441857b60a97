/** What a flow sees of the connection: messages and secrets go down to the channel, and past the observer. */

import type { AlertName } from '../base/alert-names.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { HashName } from '../crypto/algorithms.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Epoch, HandshakeIo } from '../handshake/io.ts';
import { unprotected } from '../record/none.ts';
import { type ProtectWith, protectWith } from '../record/protect-with.ts';
import type { RecordProtector } from '../record/protector.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import { contentTypes } from '../registry/content-types.ts';
import type { SrtpProfileRow } from '../registry/srtp-profiles.ts';
import type { Version, VersionRow } from '../registry/versions.ts';
import { exportKeyingMaterial } from '../schedule/exporter.ts';
import { type Hkdf, hkdf } from '../schedule/hkdf.ts';
import type { KeyLogLabel } from '../schedule/key-log.ts';
import { Transcript } from '../schedule/transcript.ts';
import { type Dialect, encodeMessage, type Message } from '../wire/handshake.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { messages13 } from '../wire/messages13.ts';
import { AlertPort } from './alert-port.ts';
import type { Channel } from './channel.ts';
import type { ConnectionSettings } from './config.ts';
import { EarlyDataAllowance } from './early-data-allowance.ts';
import type { Direction, Observer } from './observer.ts';

type IoSettings = Pick<ConnectionSettings, 'crypto' | 'carrier' | 'observer' | 'keyUpdateAfter'>;

export class EngineIo implements HandshakeIo {
  readonly crypto: CryptoProvider;
  transcript: Transcript;
  readonly #channel: Channel;
  #limitsDue: { readonly sent: number; readonly received: number } | undefined;
  readonly #observer: Observer;
  readonly #protect: ProtectWith;
  readonly #carrier: Version['carrier'];
  now: number;
  /** How much early data may still come. */
  earlyData: EarlyDataAllowance | undefined;
  /** Makes keying material before the handshake is finished; whoever ends the connection wipes it. */
  earlyExporter: { readonly hash: HashName; readonly secret: Secret } | undefined;
  /** Whether the sides speak in turn: not after a handshake of TLS 1.3. */
  inTurn = true;
  /** Whether a ChangeCipherSpec came that means nothing: in the hope that TLS 1.3 will be spoken. */
  ignoredChange = false;
  /** Called when application data may be sent before the handshake is finished, with the way to do it. */
  onFloor: ((send: (data: Uint8Array) => void) => void) | undefined;
  /** How media are protected that the handshake makes keys for. */
  srtpProfile: SrtpProfileRow | undefined;
  /** The name that we have in datagrams. */
  ourId: Uint8Array | undefined;
  /** `undefined` until both sides have agreed. */
  version: VersionRow | undefined;

  constructor({ crypto, carrier, observer, keyUpdateAfter }: IoSettings, channel: Channel, now: number) {
    this.crypto = crypto;
    this.#carrier = carrier;
    this.#protect = protectWith(carrier, crypto, keyUpdateAfter, () => channel.peerId);
    this.transcript = new Transcript(crypto);
    this.#channel = channel;
    this.#observer = observer;
    this.now = now;
  }

  send<D extends Dialect, N extends keyof D & string>(dialect: D, name: N, body: Message<D, N>['body']): void {
    // The two sides of a handshake speak in turn: who has not finished has not given us the floor.
    if (this.inTurn && this.#channel.insideMessage) throw new ProtocolError('excess_handshake_data', { before: name });
    const bytes = encodeMessage(dialect[name] as Dialect[string], body);
    this.#channel.sendMessage(bytes);
    this.transcript.add(bytes, this.#channel.lastSequence.sent);
    this.observeMessage('sent', dialect, name, body, bytes);
  }

  /** Adds a message that has arrived to the transcript, as it was said. */
  hear(bytes: Uint8Array): void {
    this.transcript.add(this.#channel.asSaid?.(bytes) ?? bytes, this.#channel.lastSequence.received);
  }

  startOver(): void {
    this.transcript = new Transcript(this.crypto);
    if (this.#numbersCount) this.transcript.countHeaders();
  }

  speak(version: VersionRow): void {
    if (version.flow === 'classic' && this.ignoredChange) throw new ProtocolError('bad_change_cipher_spec');
    this.version = version;
    this.#channel.speak(version);
    if (this.#numbersCount) this.transcript.countHeaders();
  }

  /** RFC 6347 §4.2.6; RFC 9147 §5.2 does without. */
  get #numbersCount(): boolean {
    return this.#carrier === 'datagram' && this.version?.flow === 'classic';
  }

  hkdf(hash: HashName): Hkdf {
    return hkdf(this.crypto, hash, this.#carrier === 'datagram' ? 'dtls13' : 'tls13 ');
  }

  warn(alert: AlertName): void {
    new AlertPort(this.#channel, this.#observer).send(alert);
  }

  protectMedia(profile: SrtpProfileRow): void {
    this.srtpProfile = profile;
  }

  nameConnection(ours: Uint8Array, theirs: Uint8Array, checksPaths: boolean): void {
    this.#channel.nameConnection(ours, theirs, checksPaths);
    this.ourId = ours;
  }

  sendChangeCipherSpec(): void {
    this.#channel.send(contentTypes.change_cipher_spec, Uint8Array.of(1));
    this.#observer.changeCipherSpec?.({ direction: 'sent' });
  }

  readWith(epoch: Epoch, suite: NegotiableSuite, trafficSecret: Secret): void {
    this.#channel.readWith(epoch, this.#protect(suite, trafficSecret));
  }

  writeWith(epoch: Epoch, suite: NegotiableSuite, trafficSecret: Secret): void {
    this.#channel.writeWith(epoch, this.#protect(suite, trafficSecret));
  }

  readThrough(protector: RecordProtector): void {
    this.#channel.readWith('application', protector);
    this.#channel.limitRecords({ received: this.#limitsDue?.received });
  }

  writeThrough(protector: RecordProtector): void {
    this.#channel.writeWith('application', protector);
    this.#channel.limitRecords({ sent: this.#limitsDue?.sent });
  }

  limitRecords(limits: { readonly sent: number; readonly received: number }): void {
    // What a renegotiation agrees on comes with its keys.
    if (this.version?.flow === 'classic' && this.#channel.epochs.sent !== 'initial') this.#limitsDue = limits;
    else this.#channel.limitRecords(limits);
  }

  writeOpenly(): void {
    this.#channel.writeWith('initial', unprotected(0x0303));
  }

  sendEarlyData(data: Uint8Array): void {
    if (data.length > 0) this.#channel.send(contentTypes.application_data, data);
  }

  /** Throws `unexpected_data` for data that nobody has allowed, and `too_much_early_data`. */
  spendEarlyData(length: number): void {
    if (this.earlyData === undefined || this.#channel.epochs.received !== 'early') {
      throw new ProtocolError('unexpected_data');
    }
    this.earlyData.spend(length);
  }

  giveFloor(): void {
    this.onFloor?.((data) => this.#channel.send(contentTypes.application_data, data));
  }

  takeEarlyData(most: number): void {
    this.earlyData = new EarlyDataAllowance(most);
  }

  skipEarlyData(): void {
    this.#channel.skipUnopenable();
  }

  keepEarlyExporter(hash: HashName, secret: Secret): void {
    this.earlyExporter = { hash, secret };
  }

  /** Keying material from that exporter. Throws `MisuseError` where there is none. RFC 8446 §7.5 */
  exportEarly(label: string, context: Uint8Array, length: number): Uint8Array {
    const { earlyExporter, crypto } = this;
    if (earlyExporter === undefined) throw new MisuseError('this connection has no early data');
    return exportKeyingMaterial(crypto, this.hkdf(earlyExporter.hash), earlyExporter.secret, label, context, length);
  }

  showHidden(direction: Direction, body: ClientHello, bytes: Uint8Array): void {
    const epoch = this.#channel.epochs[direction];
    this.#observer.hiddenHello?.({ direction, name: 'ClientHello', bytes, body, dialect: messages13, epoch });
  }

  logSecret(label: KeyLogLabel, clientRandom: Uint8Array, secret: Secret): void {
    this.#observer.secret?.(label, clientRandom, secret.expose());
  }

  observeMessage(direction: Direction, dialect: Dialect, name: string, body: unknown, bytes: Uint8Array): void {
    this.#observer.message?.({ direction, name, bytes, body, dialect, epoch: this.#channel.epochs[direction] });
  }
}
