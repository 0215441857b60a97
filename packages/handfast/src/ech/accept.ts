/** A server that reads hidden ClientHellos: client-facing server and backend in one. RFC 9849 §7.1 */

import { concat } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { type HpkeContext, setupBaseReceiver } from '../crypto/hpke/context.ts';
import { type HpkeSuite, hpkeSuite } from '../crypto/hpke/suite.ts';
import type { Flow } from '../handshake/flow.ts';
import type { HelloDecryption, OpenedHello, ReadingIo } from '../handshake/hello/encryption.ts';
import { askedName } from '../handshake/negotiate/server-name.ts';
import { Transcript } from '../schedule/transcript.ts';
import { decode, encode } from '../wire/codec.ts';
import { OuterHello } from '../wire/extensions/encrypted-client-hello.ts';
import { handshakeHeader, headerOf } from '../wire/handshake.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { messages13 } from '../wire/messages13.ts';
import { hpkeInfo, outerAuthenticated } from './authenticated.ts';
import { confirmations } from './confirm.ts';
import { decodeInner, type InnerHello } from './decode-inner.ts';
import { type EchKey, type KnownKey, knownKey } from './key.ts';

export interface AcceptEchOptions {
  /**
   * Whether a hidden name is served here so that it may be hidden. If not, the handshake goes on for the public name, and
   * the client learns that it should come again in the open. Default: every name.
   */
  readonly serves?: ((serverName: string | undefined) => boolean) | undefined;
}

/**
 * Reads what was hidden with these keys: those that are published, and older ones for as long as anybody may remember
 * them. Throws `ProtocolError` for a malformed configuration, and `MisuseError` for a key that is not the one it names.
 */
export function acceptEch(keys: readonly EchKey[], { serves }: AcceptEchOptions = {}): HelloDecryption {
  const known = keys.map(knownKey);
  return {
    retryConfigs: known.filter(({ retry }) => retry).map(({ config }) => config),
    *open(io, { random, extensions }) {
      const hidden = extensions?.encrypted_client_hello;
      if (hidden === undefined) return undefined;
      if (hidden.type === 'inner') throw new ProtocolError('misplaced_inner_hello', { why: 'it came in the open' });
      const found = yield* firstThatOpens(io, known, hidden);
      if (found === undefined) return undefined;
      const { key, context, plaintext } = found;
      const inner = orWiped(context, () => {
        const read = decodeInner(plaintext, lastBody(io));
        return serves?.(askedName(read.hello.extensions ?? {})) === false ? undefined : read;
      });
      if (inner === undefined) return 'declined';
      io.logSecret('ECH_SECRET', random, context.sharedSecret);
      io.logSecret('ECH_CONFIG', random, new Secret(key.bytes.slice()));
      return opened(replaceOuter(io, new Transcript(io.crypto), inner), context, hidden);
    },
    *reopen(io, seed, before, hello) {
      const first = decode(OuterHello, seed);
      for (const key of matching(io, known, first)) {
        const context = yield* receiver(io, key, first);
        context?.skip();
        const inner = context && (yield* readSecond(io, context, first, hello));
        if (context !== undefined && inner !== undefined) {
          return opened(replaceOuter(io, before, inner), context, first);
        }
        context?.[Symbol.dispose]();
      }
      throw new ProtocolError('ech_undecipherable');
    },
  };
}

/** What is made with a context that is wiped if nothing comes of it. */
function orWiped<T>(context: HpkeContext, make: () => T | undefined): T | undefined {
  let made: T | undefined;
  try {
    made = make();
    return made;
  } finally {
    if (made === undefined) context[Symbol.dispose]();
  }
}

interface Found {
  readonly key: KnownKey;
  readonly context: HpkeContext;
  readonly plaintext: Uint8Array;
}

/** Tries the keys with this number, and no others: the rest would be work for nothing. RFC 9849 §10.4 */
function* firstThatOpens(io: ReadingIo, keys: readonly KnownKey[], hidden: OuterHello): Flow<Found | undefined> {
  const additional = outerAuthenticated(lastBody(io), hidden);
  for (const key of matching(io, keys, hidden)) {
    const context = yield* receiver(io, key, hidden);
    const plaintext = context && (yield* context.open(additional, hidden.payload));
    if (context !== undefined && plaintext !== undefined) return { key: key.key, context, plaintext };
    context?.[Symbol.dispose]();
  }
  return undefined;
}

/** A key that may be the one, with the algorithms that the client has chosen for it. */
interface Candidate {
  readonly key: KnownKey;
  readonly suite: HpkeSuite;
}

function matching({ crypto }: ReadingIo, keys: readonly KnownKey[], hidden: OuterHello): readonly Candidate[] {
  const { kdfId, aeadId } = hidden.cipherSuite;
  return keys.flatMap((key) => {
    const { configId, kemId, cipherSuites } = key.contents.keyConfig;
    const listed = cipherSuites.some((suite) => suite.kdfId === kdfId && suite.aeadId === aeadId);
    const suite = listed && configId === hidden.configId ? hpkeSuite(crypto, kemId, kdfId, aeadId) : undefined;
    return suite === undefined ? [] : [{ key, suite }];
  });
}

const receiver = (io: ReadingIo, { key, suite }: Candidate, { encapsulatedKey }: OuterHello) =>
  setupBaseReceiver(
    io.crypto,
    suite,
    encapsulatedKey,
    { privateKey: key.privateKey, publicKey: key.contents.keyConfig.publicKey },
    hpkeInfo(key.bytes),
  );

function opened(hello: ClientHello, context: HpkeContext, first: OuterHello): OpenedHello {
  return {
    hello,
    seed: encode(OuterHello, { ...first, payload: new Uint8Array(1) }),
    ...confirmations(hello.random),
    *again(io, before, second) {
      const inner = yield* readSecond(io, context, first, second);
      if (inner === undefined) throw new ProtocolError('ech_undecipherable');
      return replaceOuter(io, before, inner);
    },
    [Symbol.dispose]: () => context[Symbol.dispose](),
  };
}

/** `undefined` when it does not decrypt. */
function* readSecond(
  io: ReadingIo,
  context: HpkeContext,
  first: OuterHello,
  { extensions }: ClientHello,
): Flow<InnerHello | undefined> {
  const hidden = extensions?.encrypted_client_hello;
  if (hidden === undefined) throw new ProtocolError('missing_extension', { extension: 'encrypted_client_hello' });
  if (hidden.type === 'inner' || !continues(first, hidden)) throw new ProtocolError('ech_changed');
  const plaintext = yield* context.open(outerAuthenticated(lastBody(io), hidden), hidden.payload);
  return plaintext && decodeInner(plaintext, lastBody(io));
}

/** The second is for the same key, by the same context. RFC 9849 §7.1.1 */
const continues = (first: OuterHello, second: OuterHello): boolean =>
  second.configId === first.configId &&
  second.cipherSuite.kdfId === first.cipherSuite.kdfId &&
  second.cipherSuite.aeadId === first.cipherSuite.aeadId &&
  second.encapsulatedKey.length === 0;

/** Puts the hidden ClientHello where the one around it stood. */
function replaceOuter(io: ReadingIo, before: Transcript, { hello, bytes }: InnerHello): ClientHello {
  const message = concat(headerOf(messages13.ClientHello.type, bytes.length), bytes);
  io.showHidden('received', hello, message);
  io.transcript.substitute(before, message);
  return hello;
}

/** Of the ClientHello that came last. */
const lastBody = ({ transcript }: ReadingIo): Uint8Array => transcript.last.subarray(handshakeHeader);
