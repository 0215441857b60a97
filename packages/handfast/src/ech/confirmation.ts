/** How a server shows, to nobody but its client, that it has read what was hidden. RFC 9849 §7.2 */

import { concat } from '../base/bytes.ts';
import type { HashName } from '../crypto/algorithms.ts';
import type { ReadingIo } from '../handshake/hello/encryption.ts';
import type { Transcript } from '../schedule/transcript.ts';
import { encodeMessage } from '../wire/handshake.ts';
import type { HelloRetryRequest, ServerHello } from '../wire/messages/server-hello.ts';
import { messages13 } from '../wire/messages13.ts';

/** Eight bytes for the end of the random. `before` is the transcript without the answer. */
export const acceptConfirmation = (
  io: Pick<ReadingIo, 'hkdf'>,
  hash: HashName,
  before: Transcript,
  innerRandom: Uint8Array,
  answer: ServerHello,
): Uint8Array => {
  const message = encodeMessage(messages13.ServerHello, withConfirmation(answer, new Uint8Array(length)));
  return derive(io, hash, innerRandom, 'ech accept confirmation', before.digestWith(hash, message));
};

/** Eight bytes for an extension. RFC 9849 §7.2.1 */
export const retryConfirmation = (
  io: Pick<ReadingIo, 'hkdf'>,
  hash: HashName,
  before: Transcript,
  innerRandom: Uint8Array,
  answer: HelloRetryRequest,
): Uint8Array => {
  const message = encodeMessage(messages13.HelloRetryRequest, withRetryConfirmation(answer, new Uint8Array(length)));
  return derive(io, hash, innerRandom, 'hrr ech accept confirmation', before.digestWith(hash, message));
};

/** Where the eight bytes stand. */
export const withConfirmation = (answer: ServerHello, confirmation: Uint8Array): ServerHello => ({
  ...answer,
  random: concat(answer.random.subarray(0, -length), confirmation),
});

/** The same in the other message. */
export const withRetryConfirmation = (answer: HelloRetryRequest, confirmation: Uint8Array): HelloRetryRequest => ({
  ...answer,
  extensions: { ...answer.extensions, encrypted_client_hello: confirmation },
});

/** Those of a ServerHello. */
export const confirmationIn = ({ random }: ServerHello): Uint8Array => random.subarray(-length);

function derive(
  io: Pick<ReadingIo, 'hkdf'>,
  hash: HashName,
  innerRandom: Uint8Array,
  label: string,
  transcriptHash: Uint8Array,
): Uint8Array {
  const hkdf = io.hkdf(hash);
  using secret = hkdf.extract(hkdf.zeros, innerRandom);
  return hkdf.expandLabel(secret, label, transcriptHash, length);
}

const length = 8;
