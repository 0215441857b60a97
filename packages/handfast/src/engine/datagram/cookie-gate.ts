/**
 * Who wants a handshake over datagrams shows first that it hears what is sent to its address: until then a server keeps
 * nothing of it and sends it little. RFC 6347 §4.2.1, RFC 9147 §5.1
 */

import { concat, equalBytes, utf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { hashLength } from '../../crypto/algorithms.ts';
import type { CryptoProvider, Mac } from '../../crypto/provider.ts';
import type { OpenedHello } from '../../handshake/hello/encryption.ts';
import { chooseGroup } from '../../handshake/negotiate/group.ts';
import { chooseSuite, suitesFor } from '../../handshake/negotiate/suite.ts';
import { chooseVersion } from '../../handshake/negotiate/version.ts';
import { type AnsweredHello, type RetryTerms, retryRequest } from '../../handshake/tls13/retry-server.ts';
import { readOffer } from '../../handshake/tls13/server-checks.ts';
import { recordsIn } from '../../record/datagram-header.ts';
import { inDatagrams } from '../../record/datagram12.ts';
import { unprotected } from '../../record/none.ts';
import { negotiableSuiteById } from '../../registry/cipher-suites.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { type GroupName, groupById, groupNamed, isGroupName } from '../../registry/groups.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { Transcript } from '../../schedule/transcript.ts';
import { decode, encode, type Infer, opaque, struct, uint16 } from '../../wire/codec.ts';
import { encodeMessage, headerOf } from '../../wire/handshake.ts';
import { ClientHello } from '../../wire/messages/client-hello.ts';
import { messagesHello } from '../../wire/messages-hello.ts';
import { messages13 } from '../../wire/messages13.ts';
import { alertBytes } from '../alerts.ts';
import type { ServerConfig } from '../server-config.ts';
import { encodeFragment, type Fragment, fragmentsThere } from './fragment.ts';
import { readFirst, readingIo, readSecond } from './hidden-hello.ts';

/** What to do with the first datagram of somebody unknown. */
export type Admission =
  /** Send this to where it came from, and forget it. */
  | { readonly do: 'answer'; readonly datagram: Uint8Array }
  /** Make a connection with `answered`, and hand it the datagram. */
  | { readonly do: 'admit'; readonly answered: AnsweredHello | undefined; readonly random: Uint8Array }
  | { readonly do: 'ignore' };

export class CookieGate {
  readonly #config: ServerConfig;
  readonly #lifetime: number;
  #keys: readonly [current: Mac, previous: Mac];
  #renewed: number;

  /** `lifetime`: in milliseconds; a cookie is good for so long at least, and twice as long at most. */
  constructor(config: ServerConfig, now: number, lifetime = 60_000) {
    this.#config = config;
    this.#lifetime = lifetime;
    this.#renewed = now;
    this.#keys = [freshKey(config.crypto), freshKey(config.crypto)];
  }

  /** `address`: where the datagram came from, in any form that tells addresses apart. */
  judge(datagram: Uint8Array, address: string, now: number): Admission {
    this.#renew(now);
    const found = helloIn(datagram);
    if (found === undefined) return { do: 'ignore' };
    try {
      const admission = this.#answer(found, utf8(address));
      const excessive = admission.do === 'answer' && admission.datagram.length > 3 * datagram.length;
      return excessive ? { do: 'ignore' } : admission;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return { do: 'answer', datagram: record(dtls10, found.sequence, contentTypes.alert, alertBytes(error.alert)) };
    }
  }

  #answer(found: FoundHello, address: Uint8Array): Admission {
    const version = chooseVersion(found.hello, this.#config.versions);
    return version.flow === 'tls13' ? this.#retry(found, address, version) : this.#verify(found, address);
  }

  /** HelloVerifyRequest: its cookie is made of all that the ClientHello says. RFC 6347 §4.2.1 */
  #verify({ hello, fragment, sequence }: FoundHello, address: Uint8Array): Admission {
    const { legacyCookie = none } = hello;
    const said = aroundCookie(hello, fragment.data);
    if (this.#proves(legacyCookie, address, ...said)) return { do: 'admit', answered: undefined, random: hello.random };
    const cookie = macOf(this.#keys[0], address, ...said);
    // Old clients look at this version, which says nothing about the one that will be spoken.
    const request = encodeMessage(messagesHello.HelloVerifyRequest, { serverVersion: dtls10, cookie });
    return { do: 'answer', datagram: handshakeRecord(dtls10, sequence, fragment.sequence, request) };
  }

  /** HelloRetryRequest: its cookie holds what the second ClientHello needs. RFC 9147 §5.1, RFC 8446 §4.2.2 */
  #retry({ hello, fragment, sequence }: FoundHello, address: Uint8Array, version: VersionRow): Admission {
    const { cookie } = hello.extensions ?? {};
    const answered = cookie && this.#recalled(cookie, address, version, { hello, fragment });
    if (answered !== undefined) return { do: 'admit', answered, random: hello.random };
    // A cookie of ours that is too old cannot be followed by another: that would be a second retry.
    if (cookie !== undefined) return { do: 'ignore' };
    const { crypto, encryptedClientHello } = this.#config;
    const message = inOnePiece(fragment);
    const read = readFirst(crypto, encryptedClientHello, hello, message);
    const hidden = typeof read === 'object' ? read : undefined;
    using opened = hidden?.opened;
    const terms = this.#terms(opened?.hello ?? hello, version);
    const firstHash = crypto
      .hash(terms.suite.hash)
      .update(hidden?.message ?? message)
      .digest();
    const group = terms.group === undefined ? 0 : groupNamed(terms.group).id;
    const content = encode(CookieContent, {
      suite: terms.suite.id,
      group,
      firstHash,
      seed: read === 'declined' ? declined : (opened?.seed ?? none),
    });
    const made = concat(macOf(this.#keys[0], address, content), content);
    const request = this.#request(terms, hello.legacySessionId, made, firstHash, opened);
    return { do: 'answer', datagram: handshakeRecord(version.helloVersion, sequence, fragment.sequence, request) };
  }

  #terms(hello: ClientHello, version: VersionRow): RetryTerms {
    const { cipherSuites, groups } = this.#config;
    const suite = chooseSuite(hello.cipherSuites, suitesFor(cipherSuites, version));
    const offered = readOffer(hello);
    if (offered.extensions.supported_groups === undefined) return { version, suite, group: undefined };
    const { group, share } = chooseGroup(groups, offered.groups, offered.shares);
    return { version, suite, group: share === undefined ? group : undefined };
  }

  /** What a cookie of ours holds; `undefined` when it is not one, or not for this address. */
  #recalled(
    cookie: Uint8Array,
    address: Uint8Array,
    version: VersionRow,
    { hello, fragment }: Pick<FoundHello, 'hello' | 'fragment'>,
  ): AnsweredHello | undefined {
    const content = cookie.subarray(macLength);
    if (!this.#proves(cookie.subarray(0, macLength), address, content)) return undefined;
    const {
      suite: suiteId,
      group: groupId,
      firstHash,
      seed,
    }: Infer<typeof CookieContent> = decode(CookieContent, content);
    const suite = negotiableSuiteById(suiteId);
    if (suite === undefined || firstHash.length !== hashLength[suite.hash]) return undefined;
    if (!hello.cipherSuites.includes(suiteId)) throw new ProtocolError('bad_retry', { why: 'the suite is gone' });
    const terms = { version, suite, group: groupOf(groupId) };
    const isHidden = seed.length > declined.length;
    const { crypto, encryptedClientHello } = this.#config;
    using opened = isHidden ? readSecond(crypto, encryptedClientHello, seed, hello, inOnePiece(fragment)) : undefined;
    if (isHidden && opened === undefined) return undefined;
    const request = this.#request(terms, hello.legacySessionId, cookie, firstHash, opened);
    return { terms, firstHash, request, hidden: isHidden ? seed : seed.length > 0 ? 'declined' : undefined };
  }

  /** HelloRetryRequest, with the sign for who has hidden something. The same comes out for both hellos. */
  #request(
    terms: RetryTerms,
    sessionId: Uint8Array,
    cookie: Uint8Array,
    firstHash: Uint8Array,
    opened: OpenedHello | undefined,
  ): Uint8Array {
    const { crypto } = this.#config;
    const request = retryRequest(terms, sessionId, cookie);
    if (opened === undefined) return encodeMessage(messages13.HelloRetryRequest, request);
    const transcript = new Transcript(crypto);
    transcript.restartFrom(terms.suite.hash, firstHash);
    return encodeMessage(messages13.HelloRetryRequest, opened.confirmRetry(readingIo(crypto, transcript), request));
  }

  #proves(mac: Uint8Array, address: Uint8Array, ...content: readonly Uint8Array[]): boolean {
    return mac.length > 0 && this.#keys.some((key) => equalBytes(mac, macOf(key, address, ...content)));
  }

  #renew(now: number): void {
    if (now - this.#renewed < this.#lifetime) return;
    const fresh = freshKey(this.#config.crypto);
    const stale = now - this.#renewed >= 2 * this.#lifetime;
    this.#keys = [fresh, stale ? fresh : this.#keys[0]];
    this.#renewed = now;
  }
}

const freshKey = (crypto: CryptoProvider): Mac => crypto.hmac('sha256', crypto.random(keyLength));

function macOf(key: Mac, address: Uint8Array, ...content: readonly Uint8Array[]): Uint8Array {
  const length = Uint8Array.of(address.length >> 8, address.length & 0xff);
  return key.compute(length, address, ...content);
}

interface FoundHello {
  readonly hello: ClientHello;
  readonly fragment: Fragment;
  /** Of the record. */
  readonly sequence: number;
}

/** A ClientHello that is whole: joining pieces would mean to keep some. */
function helloIn(datagram: Uint8Array): FoundHello | undefined {
  const [first] = recordsIn(datagram, undefined);
  if (first?.layout !== 'classic' || first.epoch !== 0 || first.header[0] !== contentTypes.handshake) return undefined;
  const [fragment] = fragmentsThere(first.fragment);
  if (fragment?.type !== messages13.ClientHello.type || fragment.data.length !== fragment.length) return undefined;
  try {
    return { hello: decode(ClientHello, fragment.data), fragment, sequence: first.sequence ?? 0 };
  } catch {
    return undefined;
  }
}

/** All that a ClientHello says but its cookie: its lengths tell where one part ends and the other begins. RFC 6347 §4.2.1 */
function aroundCookie({ legacySessionId, legacyCookie = none }: ClientHello, body: Uint8Array) {
  const cookie = 2 + 32 + 1 + legacySessionId.length;
  return [body.subarray(0, cookie), body.subarray(cookie + 1 + legacyCookie.length)] as const;
}

const inOnePiece = ({ type, length, data }: Fragment): Uint8Array => concat(headerOf(type, length), data);

/** Our answer counts like what it answers: nothing else tells how far we are. RFC 6347 §4.2.1 */
function handshakeRecord(version: number, sequence: number, messageSequence: number, message: Uint8Array): Uint8Array {
  const data = message.subarray(4);
  const fragment = { type: message[0] as number, length: data.length, sequence: messageSequence, offset: 0, data };
  return record(version, sequence, contentTypes.handshake, encodeFragment(fragment));
}

function record(version: number, sequence: number, type: number, data: Uint8Array): Uint8Array {
  const open = inDatagrams(unprotected(version));
  const output = new Uint8Array(open.sealedLength(data.length, 0));
  void open.seal(sequence, { type, data }, 0, output);
  return output;
}

const groupOf = (id: number): GroupName | undefined => {
  const name = groupById(id)?.name;
  return name !== undefined && isGroupName(name) ? name : undefined;
};

const CookieContent = struct('CookieContent', { suite: uint16, group: uint16, firstHash: opaque(1), seed: opaque(1) });
/** In place of a seed: what was hidden could be read, and is not to be. */
const declined = new Uint8Array(1);
const none = new Uint8Array(0);
const dtls10 = 0xfeff;
const keyLength = 32;
const macLength = 32;
