/** A server that reads hidden ClientHellos: client-facing server and backend in one. RFC 9849 §7.1 */

import { concat } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { type HpkeContext, setupBaseReceiver } from '../crypto/hpke/context.ts';
import { hpkeSuite } from '../crypto/hpke/suite.ts';
import type { Flow } from '../handshake/flow.ts';
import type { HelloDecryption, OpenedHello } from '../handshake/hello/encryption.ts';
import type { HandshakeIo } from '../handshake/io.ts';
import { askedName } from '../handshake/negotiate/server-name.ts';
import { Transcript } from '../schedule/transcript.ts';
import type { OuterHello } from '../wire/extensions/encrypted-client-hello.ts';
import { handshakeHeader } from '../wire/handshake.ts';
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
      const inner = decodeInner(plaintext, lastBody(io));
      if (serves?.(askedName(inner.hello.extensions ?? {})) === false) {
        context[Symbol.dispose]();
        return 'declined';
      }
      io.logSecret('ECH_SECRET', random, context.sharedSecret);
      io.logSecret('ECH_CONFIG', random, new Secret(key.bytes.slice()));
      return opened(replaceOuter(io, new Transcript(io.crypto), inner), context, hidden);
    },
  };
}

interface Found {
  readonly key: KnownKey;
  readonly context: HpkeContext;
  readonly plaintext: Uint8Array;
}

/** Tries the keys with this number, and no others: the rest would be work for nothing. RFC 9849 §10.4 */
function* firstThatOpens(io: HandshakeIo, keys: readonly KnownKey[], hidden: OuterHello): Flow<Found | undefined> {
  const { configId, cipherSuite, encapsulatedKey, payload } = hidden;
  const { kdfId, aeadId } = cipherSuite;
  const additional = outerAuthenticated(lastBody(io), hidden);
  for (const key of keys) {
    const { keyConfig } = key.contents;
    const listed = keyConfig.cipherSuites.some((suite) => suite.kdfId === kdfId && suite.aeadId === aeadId);
    const suite = listed ? hpkeSuite(io.crypto, keyConfig.kemId, kdfId, aeadId) : undefined;
    if (keyConfig.configId !== configId || suite === undefined) continue;
    const own = { privateKey: key.privateKey, publicKey: keyConfig.publicKey };
    const context = yield* setupBaseReceiver(io.crypto, suite, encapsulatedKey, own, hpkeInfo(key.bytes));
    const plaintext = context && (yield* context.open(additional, payload));
    if (context !== undefined && plaintext !== undefined) return { key, context, plaintext };
    context?.[Symbol.dispose]();
  }
  return undefined;
}

function opened(hello: ClientHello, context: HpkeContext, first: OuterHello): OpenedHello {
  return {
    hello,
    ...confirmations(hello.random),
    *again(io, before, { extensions }) {
      const hidden = extensions?.encrypted_client_hello;
      if (hidden === undefined) throw new ProtocolError('missing_extension', { extension: 'encrypted_client_hello' });
      if (hidden.type === 'inner' || !continues(first, hidden)) throw new ProtocolError('ech_changed');
      const plaintext = yield* context.open(outerAuthenticated(lastBody(io), hidden), hidden.payload);
      if (plaintext === undefined) throw new ProtocolError('ech_undecipherable');
      return replaceOuter(io, before, decodeInner(plaintext, lastBody(io)));
    },
    [Symbol.dispose]: () => context[Symbol.dispose](),
  };
}

/** The second is for the same key, by the same context. RFC 9849 §7.1.1 */
const continues = (first: OuterHello, second: OuterHello): boolean =>
  second.configId === first.configId &&
  second.cipherSuite.kdfId === first.cipherSuite.kdfId &&
  second.cipherSuite.aeadId === first.cipherSuite.aeadId &&
  second.encapsulatedKey.length === 0;

/** Puts the hidden ClientHello where the one around it stood. */
function replaceOuter(io: HandshakeIo, before: Transcript, { hello, bytes }: InnerHello): ClientHello {
  const { length } = bytes;
  const header = Uint8Array.of(messages13.ClientHello.type, length >> 16, (length >> 8) & 0xff, length & 0xff);
  const message = concat(header, bytes);
  io.showHidden('received', hello, message);
  io.transcript.substitute(before, message);
  return hello;
}

/** Of the ClientHello that came last. */
const lastBody = ({ transcript }: HandshakeIo): Uint8Array => transcript.last.subarray(handshakeHeader);
