/** Hidden ClientHellos for who looks on with a key log: ECH_SECRET opens what ECH_CONFIG names. RFC 9850 §2.2 */

import { type Awaitable, isPromise, run } from '../base/awaitable.ts';
import { concat, copyOf, equalBytes } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { HpkeContext } from '../crypto/hpke/context.ts';
import { hpkeSuite } from '../crypto/hpke/suite.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { negotiableSuiteById } from '../registry/cipher-suites.ts';
import { hkdf } from '../schedule/hkdf.ts';
import { Transcript } from '../schedule/transcript.ts';
import { decode } from '../wire/codec.ts';
import { EchConfig } from '../wire/ech-config.ts';
import { headerOf } from '../wire/handshake.ts';
import { ClientHello } from '../wire/messages/client-hello.ts';
import { isHelloRetryRequest } from '../wire/messages/server-hello.ts';
import { messages13 } from '../wire/messages13.ts';
import { hpkeInfo, outerAuthenticated } from './authenticated.ts';
import { acceptConfirmation, confirmationIn, retryConfirmation } from './confirmation.ts';
import { decodeInner } from './decode-inner.ts';

export class HiddenHelloReader {
  readonly #crypto: CryptoProvider;
  readonly #context: HpkeContext;
  /** The body of the hidden ClientHello. */
  readonly body: Uint8Array;

  private constructor(crypto: CryptoProvider, context: HpkeContext, body: Uint8Array) {
    this.#crypto = crypto;
    this.#context = context;
    this.body = body;
  }

  /** `outer`: the body of the first ClientHello. `undefined` when these secrets do not open it, at once. */
  static open(
    crypto: CryptoProvider,
    outer: Uint8Array,
    secret: Uint8Array,
    config: Uint8Array,
  ): HiddenHelloReader | undefined {
    return quietly(() => {
      const { encrypted_client_hello: hidden } = decode(ClientHello, outer).extensions ?? {};
      const kemId = decode(EchConfig, config).contents?.keyConfig.kemId;
      if (hidden?.type !== 'outer' || kemId === undefined) return undefined;
      const suite = hpkeSuite(crypto, kemId, hidden.cipherSuite.kdfId, hidden.cipherSuite.aeadId);
      const context = suite && new HpkeContext(crypto, suite, copyOf(secret), hpkeInfo(config));
      const body = context && read(context, outer);
      return context && body && new HiddenHelloReader(crypto, context, body);
    });
  }

  /** What a second ClientHello hides. */
  again(outer: Uint8Array): Uint8Array | undefined {
    return quietly(() => read(this.#context, outer));
  }

  /** Whether the server's first answer, by its body, says that it has read what was hidden. RFC 9849 §6.1.4 */
  isConfirmedBy(answer: Uint8Array, datagram: boolean): boolean {
    const before = new Transcript(this.#crypto);
    before.add(concat(headerOf(messages13.ClientHello.type, this.body.length), this.body));
    const by = { hkdf: (hash: 'sha256' | 'sha384') => hkdf(this.#crypto, hash, datagram ? 'dtls13' : 'tls13 ') };
    const { random } = decode(ClientHello, this.body);
    const confirmed = quietly(() => {
      if (!isHelloRetryRequest(answer)) {
        const hello = decode(messages13.ServerHello.body, answer);
        return equalBytes(acceptConfirmation(by, hashOf(hello), before, random, hello), confirmationIn(hello));
      }
      const request = decode(messages13.HelloRetryRequest.body, answer);
      before.restart(hashOf(request));
      const { encrypted_client_hello: told = new Uint8Array(0) } = request.extensions ?? {};
      return equalBytes(retryConfirmation(by, hashOf(request), before, random, request), told);
    });
    return confirmed ?? false;
  }
}

/** Throws what codecs throw; `undefined` when it does not decrypt, or not at once. */
function read(context: HpkeContext, outer: Uint8Array): Uint8Array | undefined {
  const { encrypted_client_hello: hidden } = decode(ClientHello, outer).extensions ?? {};
  if (hidden?.type !== 'outer') return undefined;
  const opened: Awaitable<Uint8Array | undefined> = run(
    context.open(outerAuthenticated(outer, hidden), hidden.payload),
  );
  return isPromise(opened) || opened === undefined ? undefined : decodeInner(opened, outer).bytes;
}

function hashOf({ cipherSuite }: { readonly cipherSuite: number }): 'sha256' | 'sha384' {
  return negotiableSuiteById(cipherSuite)?.hash === 'sha384' ? 'sha384' : 'sha256';
}

/** Whoever looks on has no say in what is malformed. */
function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
