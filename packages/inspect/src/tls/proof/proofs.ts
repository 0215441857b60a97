/** What the capture itself proves: Finished, binders, signatures and chains, checked with what is known. */

import { type SignatureAlgorithm, schemeById, schemeName } from 'handfast/registry';
import { binderKey, earlySecret, hkdf, verifyData } from 'handfast/schedule';
import { decode, encode, messages13 } from 'handfast/wire';
import { type Certificate, parseCertificate } from 'handfast/x509';
import type { Direction, FrameInfo } from '../../model.ts';
import { concat, equalBytes, utf8 } from '../bytes.ts';
import { serverKeyExchange, serverParams, signs } from '../formats/key-exchange.ts';
import { type ClientHelloFacts, extensionValue } from '../hello.ts';
import { finishedClassic } from '../keys/classic.ts';
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
  clientHello({ whole, frame }: HandshakeMessage, { extensions }: ClientHelloFacts): void {
    const offered = extensionValue(extensions, 'ClientHello', 'pre_shared_key');
    const { crypto, psks } = this.#state.shared;
    if (offered === undefined || crypto === undefined) return;
    const bindersLength = 2 + offered.binders.reduce((sum, binder) => sum + 1 + binder.length, 0);
    for (const [index, binder] of offered.binders.entries()) {
      const hash = binder.length === 48 ? 'sha384' : 'sha256';
      const kdf = hkdf(crypto, hash);
      const digest = crypto
        .hash(hash)
        .update(whole.subarray(0, whole.length - bindersLength))
        .digest();
      const fits = (psk: Uint8Array, label: 'ext binder' | 'imp binder' | 'res binder'): boolean =>
        equalBytes(verifyData(kdf, binderKey(kdf, earlySecret(kdf, psk), label), digest), binder);
      const isOurs = psks.some((psk) =>
        (['ext binder', 'imp binder', 'res binder'] as const).some((l) => fits(psk, l)),
      );
      const isRetried = this.#state.retried !== undefined;
      const result = isOurs ? 'verified' : 'not checked';
      const why = isOurs ? {} : { why: isRetried ? 'it covers a retried hello' : 'its key is not among those given' };
      this.#add({ what: `binder ${index}`, result, ...why, rule: 'RFC 8446 §4.2.11.2', frame: frame.number });
    }
  }

  #finished(direction: Direction, { body, frame }: HandshakeMessage): void {
    const state = this.#state;
    const side = sideOf(direction);
    const rule = state.flow === 'tls13' ? 'RFC 8446 §4.4.4' : 'RFC 5246 §7.4.9';
    const digest = quietly(() => state.transcript?.digest());
    const expected = digest && this.#expectedFinished(direction, digest);
    this.#judge(`${side} Finished`, rule, frame, expected && equalBytes(expected, body), 'secrets are missing');
  }

  #expectedFinished(direction: Direction, digest: Uint8Array): Uint8Array | undefined {
    const state = this.#state;
    if (state.flow === 'tls13') return state.keys13(direction)?.finished(digest);
    const { prf, master } = state;
    return prf && master && finishedClassic(prf, master, direction, digest);
  }

  #certificateVerify(direction: Direction, { body, frame }: HandshakeMessage): void {
    const state = this.#state;
    const what = `${sideOf(direction)} CertificateVerify`;
    const rule = state.flow === 'tls13' ? 'RFC 8446 §4.4.3' : 'RFC 5246 §7.4.8';
    if (state.version?.signature !== 'scheme') {
      this.#judge(what, rule, frame, undefined, 'signatures of this version are not checked');
      return;
    }
    const parsed = quietly(() => decode(messages13.CertificateVerify.body, body));
    const content = quietly(() => this.#signedContent(direction));
    const key = this.#leaf(direction);
    const ok = parsed && content && key && this.#verify(key, parsed.algorithm, content, parsed.signature);
    this.#judge(
      what,
      rule,
      frame,
      ok,
      'the transcript or the certificate is missing',
      schemeName(parsed?.algorithm ?? 0),
    );
  }

  #signedContent(direction: Direction): Uint8Array | undefined {
    const { flow, transcript } = this.#state;
    if (transcript === undefined) return undefined;
    if (flow !== 'tls13') return transcript.messages();
    const context = utf8(`TLS 1.3, ${sideOf(direction)} CertificateVerify\0`);
    return concat(new Uint8Array(64).fill(0x20), context, transcript.digest());
  }

  #serverKeyExchange({ body, frame }: HandshakeMessage): void {
    const { suite, version, agreed } = this.#state;
    if (suite === undefined || agreed === undefined || !signs(suite)) return;
    const what = 'ServerKeyExchange signature';
    const rule = 'RFC 5246 §7.4.3';
    const params = serverParams(suite);
    if (params === undefined) return;
    if (version?.signature !== 'scheme') {
      this.#judge(what, rule, frame, undefined, 'signatures of this version are not checked');
      return;
    }
    type Exchange = { params: unknown; algorithm: number; signature: Uint8Array };
    const exchange = quietly(() => decode(serverKeyExchange(suite, 'scheme'), body) as Exchange);
    const key = this.#leaf(1);
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
    this.#judge(what, rule, frame, ok, 'the certificate is missing', schemeName(exchange?.algorithm ?? 0));
  }

  /** `undefined` when the provider does not know such keys or does not answer at once. */
  #verify(leaf: Certificate, scheme: number, content: Uint8Array, signature: Uint8Array): boolean | undefined {
    const algorithm: SignatureAlgorithm | undefined = schemeById(scheme)?.algorithm;
    const { key } = leaf.subjectPublicKeyInfo;
    if (algorithm === undefined || key.kind === 'unknown') return undefined;
    const result = quietly(() =>
      this.#state.shared.crypto?.importPublicKey(key)?.verify(algorithm, content, signature),
    );
    if (typeof result !== 'object') return result;
    result.catch(() => undefined);
    return undefined;
  }

  #leaf(direction: Direction): Certificate | undefined {
    const [der] = this.#state.chains[direction];
    return der && quietly(() => parseCertificate(der));
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

export const sideOf = (direction: Direction): 'client' | 'server' => (direction === 0 ? 'client' : 'server');

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

const mostChecks = 64;
