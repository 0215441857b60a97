/** Everything a handshake flow may do. What lies below (records, datagrams, QUIC) is the channel's business. */

import type { AlertName } from '../base/alert-names.ts';
import type { Secret } from '../base/secret.ts';
import type { HashName } from '../crypto/algorithms.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { RecordProtector } from '../record/protector.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import type { SrtpProfileRow } from '../registry/srtp-profiles.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { Hkdf } from '../schedule/hkdf.ts';
import type { KeyLogLabel } from '../schedule/key-log.ts';
import type { Transcript } from '../schedule/transcript.ts';
import type { Dialect, Message } from '../wire/handshake.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';

/** Which keys protect what is sent or received. RFC 9001 §4 and RFC 9147 §6.1 count the same four. */
export type Epoch = 'initial' | 'early' | 'handshake' | 'application';

export interface HandshakeIo {
  readonly crypto: CryptoProvider;
  /** Fed by the channel with every message, just before it is delivered and as soon as it is sent. */
  readonly transcript: Transcript;
  /** HKDF as the version after TLS 1.2 labels it: DTLS has labels of its own. RFC 8446 §7.1, RFC 9147 §5.9 */
  hkdf(hash: HashName): Hkdf;
  /** Milliseconds since 1970, as the caller last said. */
  readonly now: number;
  /** Queues a message. What is sent between two waits for a message is one flight. */
  send<D extends Dialect, N extends keyof D & string>(dialect: D, name: N, body: Message<D, N>['body']): void;
  /** Another handshake begins on the connection: its transcript is its own. RFC 5246 §7.4.9 */
  startOver(): void;
  /** Both sides speak this version: what alerts and ChangeCipherSpec mean depends on it. */
  speak(version: VersionRow): void;
  /** Sends an alert that ends nothing. */
  warn(alert: AlertName): void;
  /** Queues a ChangeCipherSpec. In TLS 1.3 it means nothing, but middleboxes expect one. RFC 8446 Appendix D.4 */
  sendChangeCipherSpec(): void;
  /** From here on the peer's records are protected like this: the keys of versions before TLS 1.3. */
  readThrough(protector: RecordProtector): void;
  /** From here on our records are protected like this: the keys of versions before TLS 1.3. */
  writeThrough(protector: RecordProtector): void;
  /** From here on the peer's records are protected with keys of this secret, which stays the flow's to wipe. */
  readWith(epoch: Epoch, suite: NegotiableSuite, trafficSecret: Secret): void;
  /** From here on our records are protected with keys of this secret, which stays the flow's to wipe. */
  writeWith(epoch: Epoch, suite: NegotiableSuite, trafficSecret: Secret): void;
  /** The largest plaintext in each direction, content type included, whatever agreed on it. RFC 8449 §4 */
  limitRecords(limits: { readonly sent: number; readonly received: number }): void;
  /** Our next message is not protected: HelloRetryRequest came in answer to early data. */
  writeOpenly(): void;
  /** Queues application data. Only before the handshake is finished, and only what may be replayed. RFC 8446 §2.3 */
  sendEarlyData(data: Uint8Array): void;
  /** Application data may be sent from here on, although the peer has not finished. RFC 7918 §3 */
  giveFloor(): void;
  /** Hands over so many bytes of application data at the most until the read keys change. */
  takeEarlyData(most: number): void;
  /** The keys that are exported are for media, protected like this. RFC 5764 §4.1.1 */
  protectMedia(profile: SrtpProfileRow): void;
  /**
   * Records under the next keys carry these names: ours what the peer sends, and theirs what we send. RFC 9146 §3.
   * `checksPaths`: a peer that moves is asked whether it hears us there. RFC 9853
   */
  nameConnection(ours: Uint8Array, theirs: Uint8Array, checksPaths: boolean): void;
  /** Throws away records that nobody can open: early data that was rejected. RFC 8446 §4.2.10 */
  skipEarlyData(): void;
  /** For an exporter that works before the handshake is finished; takes over the secret. RFC 8446 §7.5 */
  keepEarlyExporter(hash: HashName, secret: Secret): void;
  /** For who looks on: a ClientHello that is hidden in another, and its whole message. RFC 9849 */
  showHidden(direction: 'sent' | 'received', hello: ClientHello, message: Uint8Array): void;
  /** For the key log, if there is one. */
  logSecret(label: KeyLogLabel, clientRandom: Uint8Array, secret: Secret): void;
}
