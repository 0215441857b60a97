/** The outer ClientHello around a hidden one, for as long as a client's handshake takes. RFC 9849 §6.1 */

import { equalBytes } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import type { HpkeSender } from '../crypto/hpke/context.ts';
import { tagLength } from '../crypto/hpke/suite.ts';
import type { Established } from '../handshake/established.ts';
import type { Flow } from '../handshake/flow.ts';
import type { HelloCover, Lifted } from '../handshake/hello/encryption.ts';
import type { Offer } from '../handshake/hello/offer.ts';
import type { HandshakeIo } from '../handshake/io.ts';
import { randomUint32 } from '../handshake/psk/tickets.ts';
import type { ClientPurpose, ClientSettings } from '../handshake/settings.ts';
import { negotiableSuiteById } from '../registry/cipher-suites.ts';
import type { Transcript } from '../schedule/transcript.ts';
import { encode } from '../wire/codec.ts';
import type { OuterHello } from '../wire/extensions/encrypted-client-hello.ts';
import type { Extensions } from '../wire/extensions/table.ts';
import { encodeMessage } from '../wire/handshake.ts';
import { ClientHello } from '../wire/messages/client-hello.ts';
import { type Message13, messages13 } from '../wire/messages13.ts';
import { outerAuthenticated } from './authenticated.ts';
import type { UsableConfig } from './config.ts';
import { acceptConfirmation, confirmationIn, retryConfirmation } from './confirmation.ts';
import { encodeInner } from './encode-inner.ts';
import { EchRejected, wipeEstablished } from './rejected.ts';
import { withExtension } from './with-extension.ts';

export class Cover implements HelloCover {
  readonly #config: UsableConfig;
  readonly #sender: HpkeSender;
  readonly #innerRandom: Uint8Array;
  /** For the public name; its hello is what was sent last. */
  #outer: Offer;
  #outerMessage: Uint8Array = none;
  /** What both sides have heard, up to the hidden hello. */
  #heard: Transcript | undefined;

  /** `outer` offers what may be seen, for the public name. Takes over the context of `sender`. */
  constructor(config: UsableConfig, sender: HpkeSender, innerRandom: Uint8Array, outer: Offer) {
    this.#config = config;
    this.#sender = sender;
    this.#innerRandom = innerRandom;
    this.#outer = outer;
  }

  *send(io: HandshakeIo, hello: ClientHello): Flow<void> {
    const { legacyCookie } = hello;
    // What asks for this cookie has read nothing, and wants to see the same again. RFC 6347 §4.2.1
    const again = legacyCookie !== undefined;
    const sent = again ? { ...this.#outer.hello, legacyCookie } : yield* this.#around(io, hello);
    if (this.#heard === undefined) this.#log(io, sent.random);
    const before = io.transcript.fork();
    const message = encodeMessage(messages13.ClientHello, hello);
    io.showHidden('sent', hello, message);
    io.send(messages13, 'ClientHello', sent);
    this.#outer = { ...this.#outer, hello: sent };
    this.#outerMessage = io.transcript.last;
    io.transcript.substitute(before, message);
    this.#heard = io.transcript.fork();
  }

  isConfirmedBy(io: HandshakeIo, { name, body }: Message13<'ServerHello' | 'HelloRetryRequest'>): boolean {
    const suite = negotiableSuiteById(body.cipherSuite);
    const heard = this.#heard?.fork();
    if (suite === undefined || heard === undefined || body.extensions?.supported_versions === undefined) return false;
    if (name === 'ServerHello') {
      const expected = acceptConfirmation(io, suite.hash, heard, this.#innerRandom, body);
      return equalBytes(expected, confirmationIn(body));
    }
    const confirmation = body.extensions.encrypted_client_hello;
    if (confirmation === undefined) return false;
    heard.restart(suite.hash);
    return equalBytes(retryConfirmation(io, suite.hash, heard, this.#innerRandom, body), confirmation);
  }

  /** No sessions come of it, and nobody learns who the client is. RFC 9849 §6.1.6, §6.1.7 */
  lift(io: HandshakeIo, settings: ClientSettings, purpose: ClientPurpose): Lifted {
    io.transcript.substituteFirst(this.#outerMessage);
    const { publicName } = this.#config;
    const discreet = {
      credentials: [],
      credentialFor: undefined,
      insistsOnCredential: false,
      authenticatesLater: false,
      sessions: undefined,
      externalPsks: [],
      falseStart: false,
    } as const;
    return {
      offer: this.#outer,
      settings: { ...settings, ...discreet },
      purpose: { ...purpose, serverName: publicName, earlyData: undefined },
      end(established: Established): never {
        wipeEstablished(established);
        throw new EchRejected(publicName, established);
      },
    };
  }

  [Symbol.dispose](): void {
    this.#sender.context[Symbol.dispose]();
  }

  /** The outer ClientHello with the hidden one inside. RFC 9849 §6.1.1 */
  *#around(io: HandshakeIo, hello: ClientHello): Flow<ClientHello> {
    const { contents, suite } = this.#config;
    const open = this.#openPart(io, hello);
    const encoded = encodeInner(hello, open, contents.maximumNameLength);
    const blank: OuterHello = {
      cipherSuite: { kdfId: suite.kdf.id, aeadId: suite.aead.id },
      configId: contents.keyConfig.configId,
      encapsulatedKey: this.#heard === undefined ? this.#sender.encapsulatedKey : none,
      payload: new Uint8Array(encoded.length + tagLength),
    };
    const additional = outerAuthenticated(encode(ClientHello, withExtension(open, { type: 'outer', ...blank })), blank);
    const payload = yield* this.#sender.context.seal(additional, encoded);
    return withExtension(open, { type: 'outer', ...blank, payload });
  }

  /** The outer ClientHello, but for what is hidden in it: what is no secret is the same in both. */
  #openPart(io: HandshakeIo, { legacySessionId, extensions: hidden = {} }: ClientHello): ClientHello {
    const { encrypted_client_hello, pre_shared_key, ...open } = this.#outer.hello.extensions ?? {};
    const { early_data, ...later } = open;
    return {
      ...this.#outer.hello,
      legacySessionId,
      extensions: {
        ...(hidden.early_data === undefined ? later : open),
        ...(hidden.key_share !== undefined && { key_share: hidden.key_share }),
        ...(hidden.cookie !== undefined && { cookie: hidden.cookie }),
        ...(hidden.pre_shared_key !== undefined && { pre_shared_key: lookalike(io, hidden.pre_shared_key) }),
      },
    };
  }

  #log(io: HandshakeIo, outerRandom: Uint8Array): void {
    io.logSecret('ECH_SECRET', outerRandom, this.#sender.context.sharedSecret);
    io.logSecret('ECH_CONFIG', outerRandom, new Secret(this.#config.bytes.slice()));
  }
}

/** Keys of which only the number and the lengths are true. RFC 9849 §6.1.2 */
const lookalike = (
  io: HandshakeIo,
  { identities, binders }: NonNullable<Extensions<'ClientHello'>['pre_shared_key']>,
) => ({
  identities: identities.map(({ identity }) => ({
    identity: io.crypto.random(identity.length),
    obfuscatedTicketAge: randomUint32(io),
  })),
  binders: binders.map(({ length }) => io.crypto.random(length)),
});

const none = new Uint8Array(0);
