/** What a handshake asks of Encrypted Client Hello, where it is brought in: `handfast/ech` makes the values. RFC 9849 */

import type { Transcript } from '../../schedule/transcript.ts';
import type { EchConfigList } from '../../wire/ech-config.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { HelloRetryRequest, ServerHello } from '../../wire/messages/server-hello.ts';
import type { Message13 } from '../../wire/messages13.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import type { Offer } from './offer.ts';

/** How it went with a hidden ClientHello. A client's finished handshake is never `rejected`: what is hidden counts. */
export type EchFate = 'not offered' | 'accepted' | 'rejected';

/** A client's way to hide its offer, or to look as if it did. */
export interface HelloEncryption {
  /** Throws `MisuseError` when nothing can be hidden under these settings, and nothing else will do. */
  readonly check?: (settings: ClientSettings) => void;
  /** Makes the first offer; one that is hidden has a `cover`. */
  readonly offer: (io: HandshakeIo, settings: ClientSettings, purpose: ClientPurpose) => Flow<Offer>;
}

/** The open ClientHello around a hidden one. */
export interface HelloCover extends Disposable {
  /** Sends a hidden ClientHello, whole and with its binders, under cover. The transcript hears what is hidden. */
  send(io: HandshakeIo, hello: ClientHello): Flow<void>;
  /** Whether the server has read what was hidden last, and answers it. RFC 9849 §6.1.4 */
  isConfirmedBy(io: HandshakeIo, answer: Message13<'ServerHello' | 'HelloRetryRequest'>): boolean;
  /** The server has not: gives what the handshake goes on with, for the public name. RFC 9849 §6.1.6 */
  lift(io: HandshakeIo, settings: ClientSettings, purpose: ClientPurpose): Lifted;
}

/** A handshake with whom the public name belongs to. */
export interface Lifted {
  readonly offer: Offer;
  readonly settings: ClientSettings;
  readonly purpose: ClientPurpose;
  /** To be called when the handshake is finished: wipes it and throws. */
  end(established: Established): never;
}

/** As much of a handshake as reading needs: who keeps nothing between two hellos has no more. */
export type ReadingIo = Pick<HandshakeIo, 'crypto' | 'transcript' | 'hkdf' | 'logSecret' | 'showHidden'>;

/** A server's way to read what is hidden. */
export interface HelloDecryption {
  /**
   * What a first ClientHello hides, which the transcript hears in its place; `undefined` when the open one counts, and
   * `declined` when it counts although the other could be read: then the client should come again in the open.
   */
  open(io: ReadingIo, hello: ClientHello): Flow<OpenedHello | 'declined' | undefined>;
  /** What a second ClientHello hides, for who has kept only the `seed` of the first. Throws like `OpenedHello.again`. */
  reopen?(io: ReadingIo, seed: Uint8Array, before: Transcript, hello: ClientHello): Flow<OpenedHello>;
  /** For clients whose hidden ClientHello could not be read; empty when there is none to use. RFC 9849 §7.1 */
  readonly retryConfigs: EchConfigList;
}

/** A ClientHello that was hidden, on a server. */
export interface OpenedHello extends Disposable {
  readonly hello: ClientHello;
  /** What `reopen` needs, which everybody may know; `undefined` where there is no such way. */
  readonly seed?: Uint8Array | undefined;
  /** What a second ClientHello hides; `before` is the transcript without it. RFC 9849 §7.1.1 */
  again(io: ReadingIo, before: Transcript, hello: ClientHello): Flow<ClientHello>;
  /** A HelloRetryRequest with the sign that what was hidden has been read; call when the transcript ends before it. */
  confirmRetry(io: ReadingIo, request: HelloRetryRequest): HelloRetryRequest;
  /** The same for ServerHello. RFC 9849 §7.2 */
  confirm(io: ReadingIo, hello: ServerHello): ServerHello;
}
