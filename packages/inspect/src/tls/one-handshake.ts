/** What one handshake leaves behind. RFC 8446 §2, RFC 5246 §7.3 */

import type { CryptoProvider } from 'handfast/crypto';
import type { HiddenHelloReader } from 'handfast/ech';
import type { FrameInfo } from '../model.ts';
import { nothingShown, type Shown } from './chains.ts';
import { HeardTranscript } from './heard-transcript.ts';
import type { ServerHelloFacts } from './hello.ts';
import type { PskSecrets } from './keys/psk13.ts';
import type { KnownSession } from './shared.ts';

/** What one handshake leaves behind; a renegotiation begins with nothing. */
export interface Handshake {
  /** The answer that asked for another hello, where there was one. */
  retried: ServerHelloFacts | undefined;
  server: ServerHelloFacts | undefined;
  readonly finished: [FrameInfo | undefined, FrameInfo | undefined];
  /** By which certificates, or key, each side says who it is. */
  readonly shown: [Shown, Shown];
  serverKeyExchange: Uint8Array | undefined;
  clientKeyExchange: Uint8Array | undefined;
  /** The hash that an extended master secret is bound to. RFC 7627 §4 */
  sessionHash: Uint8Array | undefined;
  master: Uint8Array | undefined;
  resumedFrom: KnownSession | undefined;
  /** What reads the hidden ClientHello that the server has answered. RFC 9849 */
  hidden: HiddenHelloReader | undefined;
  /** A pre-shared key that is known, by its place in the offer. */
  psk: { readonly index: number; readonly secrets: PskSecrets } | undefined;
  readonly transcript: HeardTranscript | undefined;
}

/** Nothing was said yet. */
export const freshHandshake = (crypto: CryptoProvider | undefined): Handshake => ({
  retried: undefined,
  server: undefined,
  finished: [undefined, undefined],
  shown: [nothingShown, nothingShown],
  serverKeyExchange: undefined,
  clientKeyExchange: undefined,
  sessionHash: undefined,
  master: undefined,
  resumedFrom: undefined,
  hidden: undefined,
  psk: undefined,
  transcript: crypto && new HeardTranscript(crypto),
});
