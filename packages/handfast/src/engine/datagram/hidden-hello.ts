/** Hidden ClientHellos, for who answers the first and keeps nothing of it but what the cookie brings back. RFC 9849 §7.1.1 */

import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Flow } from '../../handshake/flow.ts';
import type { HelloDecryption, OpenedHello, ReadingIo } from '../../handshake/hello/encryption.ts';
import { hkdf } from '../../schedule/hkdf.ts';
import { Transcript } from '../../schedule/transcript.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';

/** What a first ClientHello hides, and its whole message. */
export interface HiddenHello {
  readonly opened: OpenedHello;
  readonly message: Uint8Array;
}

/** A transcript of our own to read with; who looks on hears of it from the handshake. */
export function readingIo(crypto: CryptoProvider, transcript = new Transcript(crypto)): ReadingIo {
  return {
    crypto,
    transcript,
    hkdf: (hash) => hkdf(crypto, hash, 'dtls13'),
    logSecret: () => {},
    showHidden: () => {},
  };
}

/** `undefined` when the open one counts, also because reading it would take time: nobody waits here. */
export function readFirst(
  crypto: CryptoProvider,
  reader: HelloDecryption | undefined,
  hello: ClientHello,
  message: Uint8Array,
): HiddenHello | 'declined' | undefined {
  if (reader?.reopen === undefined) return undefined;
  const io = readingIo(crypto);
  io.transcript.add(message);
  const opened = atOnce(reader.open(io, hello));
  return opened === undefined || opened === 'declined' ? opened : { opened, message: io.transcript.last };
}

/** The same of a second, when there is the seed of the first. */
export function readSecond(
  crypto: CryptoProvider,
  reader: HelloDecryption | undefined,
  seed: Uint8Array,
  hello: ClientHello,
  message: Uint8Array,
): OpenedHello | undefined {
  const before = new Transcript(crypto);
  const io = readingIo(crypto);
  io.transcript.add(message);
  const reopening = reader?.reopen?.(io, seed, before, hello);
  return reopening && atOnce(reopening);
}

/** What a flow comes to, if it need not wait. */
function atOnce<T>(flow: Flow<T>): T | undefined {
  const step = flow.next();
  if (step.done === true) return step.value;
  flow.return(undefined as T);
  return undefined;
}
