/** A ClientHello that was hidden in another, where a key log has its secret and the server has answered it. RFC 9849, RFC 9850 §2.2 */

import { HiddenHelloReader } from 'handfast/ech';
import { concat } from './bytes.ts';
import type { HeardMessage } from './heard-transcript.ts';
import { type ClientHelloFacts, clientHelloFacts } from './hello.ts';
import type { Handshake } from './one-handshake.ts';
import type { TlsState } from './state.ts';

/** What counts in place of the first ClientHello. */
export interface Unhidden {
  readonly reader: HiddenHelloReader;
  readonly message: HeardMessage;
  readonly facts: ClientHelloFacts;
}

/** `answer`: the body of the server's first answer. `undefined` when the ClientHello counts that travelled in the open. */
export function hiddenHello(
  { shared, randomHex, transcript, isDatagram }: TlsState,
  answer: Uint8Array,
): Unhidden | undefined {
  const secrets = shared.keyLog.of(randomHex);
  const [secret, config, outer] = [secrets.get('ECH_SECRET'), secrets.get('ECH_CONFIG'), transcript?.first];
  if (shared.crypto === undefined || secret === undefined || config === undefined || outer === undefined) {
    return undefined;
  }
  const reader = HiddenHelloReader.open(shared.crypto, outer.body, secret, config);
  const facts = reader?.isConfirmedBy(answer, isDatagram) === true && clientHelloFacts(reader.body, isDatagram);
  return reader && facts ? { reader, message: clientHello(reader.body), facts } : undefined;
}

/** What a second ClientHello hides, where the first was hidden and HelloRetryRequest has said so. */
export function secondHello({ hidden, server }: Handshake, body: Uint8Array): HeardMessage | undefined {
  const inner = server === undefined ? hidden?.again(body) : undefined;
  return inner && clientHello(inner);
}

/** With the header of TLS. */
const clientHello = (body: Uint8Array): HeardMessage => ({
  type: 1,
  body,
  whole: concat(Uint8Array.of(1, body.length >> 16, body.length >> 8, body.length), body),
});
