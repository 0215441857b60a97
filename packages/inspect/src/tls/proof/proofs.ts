/** What the capture itself proves: Finished, binders, signatures and chains, checked with what is known. */

import type { CryptoProvider, PublicKeyInfo } from 'handfast/crypto';
import { type SignatureAlgorithm, schemeById, schemeName } from 'handfast/registry';
import {
  binderKey,
  certificateVerifyHashesSsl3,
  earlySecret,
  hkdf,
  Secret,
  type Transcript,
  verifyData,
} from 'handfast/schedule';
import { type Codec, decode, encode, messages13, UnnamedCertificateVerify } from 'handfast/wire';
import type { Direction, FrameInfo } from '../../model.ts';
import { concat, equalBytes, utf8 } from '../bytes.ts';
import { keyOf } from '../chains.ts';
import { serverKeyExchange, serverParams, signs } from '../formats/key-exchange.ts';
import { type ClientHelloFacts, extensionValue } from '../hello.ts';
import { finishedClassic } from '../keys/classic.ts';
import { steps13 } from '../keys/tls13.ts';
import { quietly } from '../quietly.ts';
import type { HandshakeMessage, TlsState } from '../state.ts';

/** One thing that was checked. */
export interface Check {
  /** Such as `server Finished`. */
  readonly what: string;
  readonly result: 'verified' | 'wrong' | 'not checked';
  readonly why?: string;
  readonly rule: string;
  readonly frame: number;
}

export class Proofs {
  readonly checks: Check[] = [];
  readonly #state: TlsState;

  constructor(state: TlsState) {
    this.#state = state;
  }

  /** Checks a message against what was said before it. */
  before(direction: Direction, message: HandshakeMessage): void {
    if (message.type === 20) this.#finished(direction, message);
    else if (message.type === 15) this.#certificateVerify(direction, message);
    else if (message.type === 12) this.#serverKeyExchange(message);
  }

  /** Binders of external keys that were given. Call when the hello is part of the transcript. RFC 8446 §4.2.11.2 */
  clientHello({ type, body, frame }: HandshakeMessage, { extensions }: ClientHelloFacts): void {
    const offered = extensionValue(extensions, 'ClientHello', 'pre_shared_key');
    const { crypto, psks } = this.#state.shared;
    if (offered === undefined || crypto === undefined) return;
    // DTLS 1.3 hears the header of TLS too (RFC 9147 §5.2).
    const whole = concat(Uint8Array.of(type, body.length >> 16, body.length >> 8, body.length), body);
    const bindersLength = 2 + offered.binders.reduce((sum, binder) => sum + 1 + binder.length, 0);
    for (const [index, binder] of offered.binders.entries()) {
      const hash = binder.length === 48 ? 'sha384' : 'sha256';
      const kdf = hkdf(crypto, hash);
      const digest = crypto
        .hash(hash)
        .update(whole.subarray(0, whole.length - bindersLength))
        .digest();
      const fits = (psk: Uint8Array): boolean =>
        binderLabels.some((label) =>
          equalBytes(verifyData(kdf, binderKey(kdf, earlySecret(kdf, psk), label), digest), binder),
        );
      const psk = psks.find(fits);
      if (psk !== undefined) this.#state.usePsk(index, hash, psk, crypto.hash(hash).update(whole).digest());
      const isRetried = this.#state.retried !== undefined;
      const result = psk === undefined ? 'not checked' : 'verified';
      const missing = isRetried ? 'it covers a retried hello' : 'its key is not among those given';
      const why = psk === undefined ? { why: missing } : {};
      this.#add({ what: `binder ${index}`, result, ...why, rule: 'RFC 8446 §4.2.11.2', frame: frame.number });
    }
  }

  #finished(direction: Direction, { body, frame }: HandshakeMessage): void {
    const rule = this.#state.flow === 'tls13' ? 'RFC 8446 §4.4.4' : 'RFC 5246 §7.4.9';
    const expected = quietly(() => this.#expectedFinished(direction));
    const ok = expected && equalBytes(expected, body);
    this.#judge(`${sideOf(direction)} Finished`, rule, frame, ok, 'secrets are missing');
  }

  #expectedFinished(direction: Direction): Uint8Array | undefined {
    const { flow, prf, master, version, shared } = this.#state;
    const transcript = this.#state.transcript?.now;
    if (transcript === undefined) return undefined;
    if (flow === 'tls13') {
      const step = this.#state.isFinished ? this.#state.readings[direction].step : steps13.handshake;
      return this.#state.keys13(direction)?.finished(transcript.digest(), step);
    }
    if (prf === undefined || master === undefined || version === undefined || shared.crypto === undefined)
      return undefined;
    return finishedClassic(shared.crypto, prf, version, master, direction, transcript);
  }

  #certificateVerify(direction: Direction, { body, frame }: HandshakeMessage): void {
    const { flow, version } = this.#state;
    const what = `${sideOf(direction)} CertificateVerify`;
    const rule = flow === 'tls13' ? 'RFC 8446 §4.4.3' : 'RFC 5246 §7.4.8';
    const isNamed = version?.signature === 'scheme';
    const read: Codec<Signed> = isNamed ? messages13.CertificateVerify.body : UnnamedCertificateVerify;
    const parsed = quietly(() => decode(read, body));
    const content = quietly(() => this.#signedContent(direction));
    const key = keyOf(this.#state.shown[direction]);
    const ok = parsed && content && key && this.#verify(key, parsed.algorithm, content, parsed.signature);
    this.#judge(what, rule, frame, ok, 'the transcript or the certificate is missing', schemeOf(parsed));
  }

  #signedContent(direction: Direction): Uint8Array | undefined {
    const { flow, version } = this.#state;
    const transcript = this.#state.transcript?.now;
    if (transcript === undefined) return undefined;
    if (version?.prf === 'ssl3') return this.#hashesOfSsl3(transcript);
    if (flow !== 'tls13') return transcript.messages();
    const context = utf8(`TLS 1.3, ${sideOf(direction)} CertificateVerify\0`);
    return concat(new Uint8Array(64).fill(0x20), context, transcript.digest());
  }

  /** They depend on the master secret; DSA and ECDSA sign the second of them. RFC 6101 §5.6.8 */
  #hashesOfSsl3(transcript: Transcript): Uint8Array | undefined {
    const { master, shared } = this.#state;
    if (master === undefined || shared.crypto === undefined) return undefined;
    return certificateVerifyHashesSsl3(shared.crypto, new Secret(master.slice()), transcript);
  }

  #serverKeyExchange({ body, frame }: HandshakeMessage): void {
    const { suite, version, agreed } = this.#state;
    if (suite === undefined || agreed === undefined || !signs(suite)) return;
    const what = 'ServerKeyExchange signature';
    const rule = 'RFC 5246 §7.4.3';
    const params = serverParams(suite);
    if (params === undefined) return;
    const form = version?.signature === 'scheme' ? 'scheme' : 'bare';
    const exchange = quietly(() => decode(serverKeyExchange(suite, form) as Codec<Exchange>, body));
    const key = keyOf(this.#state.shown[1]);
    const { client, server } = agreed.randoms;
    const ok =
      exchange &&
      key &&
      this.#verify(
        key,
        exchange.algorithm,
        concat(client, server, encode(params, exchange.params)),
        exchange.signature,
      );
    this.#judge(what, rule, frame, ok, 'the certificate is missing', schemeOf(exchange));
  }

  /** `undefined` when the provider does not know such keys or does not answer at once. */
  #verify(
    key: PublicKeyInfo,
    scheme: number | undefined,
    content: Uint8Array,
    signature: Uint8Array,
  ): boolean | undefined {
    const { crypto } = this.#state.shared;
    if (key.kind === 'unknown' || crypto === undefined) return undefined;
    const algorithm = scheme === undefined ? unnamedAlgorithm(key.kind) : schemeById(scheme)?.algorithm;
    if (algorithm === undefined) return undefined;
    const isHashed = this.#state.version?.prf === 'ssl3' && content.length === 36;
    if (isHashed && algorithm.kind !== 'rsa-pkcs1-md5-sha1') return undefined;
    const signed = algorithm.kind === 'rsa-pkcs1-md5-sha1' && !isHashed ? md5AndSha1(crypto, content) : content;
    const result = quietly(() => crypto.importPublicKey(key)?.verify(algorithm, signed, signature));
    if (typeof result !== 'object') return result;
    result.catch(() => undefined);
    return undefined;
  }

  #judge(what: string, rule: string, frame: FrameInfo, ok: boolean | undefined, why: string, how?: string): void {
    const result = ok === undefined ? 'not checked' : ok ? 'verified' : 'wrong';
    const reason = ok === undefined ? { why } : how === undefined ? {} : { why: how };
    this.#add({ what, result, ...reason, rule, frame: frame.number });
  }

  #add(check: Check): void {
    if (this.checks.length < mostChecks) this.checks.push(check);
  }
}

const binderLabels = ['ext binder', 'imp binder', 'res binder'] as const;

interface Signed {
  /** Absent before TLS 1.2. */
  readonly algorithm: number | undefined;
  readonly signature: Uint8Array;
}

interface Exchange extends Signed {
  readonly params: unknown;
}

const schemeOf = (signed: Signed | undefined): string | undefined =>
  signed?.algorithm === undefined ? undefined : schemeName(signed.algorithm);

/** Before TLS 1.2 the key says it all. RFC 4346 §7.4.3 */
const unnamedAlgorithm = (kind: string): SignatureAlgorithm | undefined =>
  kind === 'rsa' ? { kind: 'rsa-pkcs1-md5-sha1' } : kind === 'ec' ? { kind: 'ecdsa', hash: 'sha1' } : undefined;

const md5AndSha1 = (crypto: CryptoProvider, content: Uint8Array): Uint8Array =>
  concat(crypto.hash('md5').update(content).digest(), crypto.hash('sha1').update(content).digest());

export const sideOf = (direction: Direction): 'client' | 'server' => (direction === 0 ? 'client' : 'server');

const mostChecks = 64;
