/** A provider that answers everything it may answer later, in an order that only a seed decides. */

import type { Awaitable } from '../../base/awaitable.ts';
import type { Aead, CryptoProvider, GeneratedKey, KeyExchange, PrivateKey, PublicKey } from '../provider.ts';

/**
 * The same cryptography, but every `Awaitable` is a promise. Promises that are open at the same time settle in an
 * order of their own; the same seed and the same calls give the same order, without timers.
 */
export function late(provider: CryptoProvider, seed: number): CryptoProvider {
  const defer = shuffledQueue(seed);
  return {
    ...provider,
    name: `late ${provider.name}`,
    aead: (name, key) => map(provider.aead(name, key), (aead) => lateAead(aead, defer)),
    keyExchange: (group) => map(provider.keyExchange(group), (exchange) => lateExchange(exchange, defer)),
    finiteField: (prime, generator) =>
      map(provider.finiteField?.(prime, generator), (exchange) => lateExchange(exchange, defer)),
    importPublicKey: (key) => map(provider.importPublicKey(key), (imported) => latePublicKey(imported, defer)),
    importPrivateKey: (pkcs8) => map(provider.importPrivateKey(pkcs8), (key) => latePrivateKey(key, defer)),
    generateKey: (spec) =>
      map(provider.generateKey(spec), (made) =>
        defer<GeneratedKey>(() => made).then((key) => ({ ...key, privateKey: latePrivateKey(key.privateKey, defer) })),
      ),
  };
}

/** The same key, which answers later. */
export const lateKey = (key: PrivateKey, seed: number): PrivateKey => latePrivateKey(key, shuffledQueue(seed));

/** Computes at once, because inputs may be reused as soon as the call returns, and answers later. */
type Defer = <T>(compute: () => Awaitable<T>, deliver?: () => void) => Promise<T>;

function lateAead(aead: Aead, defer: Defer): Aead {
  return {
    tagLength: aead.tagLength,
    seal(nonce, additional, plaintext, output) {
      // The output too is written late: whoever sends it before the promise settles sends nonsense.
      const sealed = new Uint8Array(output.length);
      return defer(
        () => aead.seal(nonce, additional, plaintext, sealed),
        () => output.set(sealed),
      );
    },
    open: (nonce, additional, ciphertext) => defer(() => aead.open(nonce, additional, ciphertext)),
  };
}

function lateExchange(exchange: KeyExchange, defer: Defer): KeyExchange {
  return {
    offer: () =>
      defer(() => exchange.offer()).then(({ share, complete }) => ({
        share,
        complete: (answer) => defer(() => complete(answer)),
      })),
    answer: (share) => defer(() => exchange.answer(share)),
  };
}

function latePublicKey(key: PublicKey, defer: Defer): PublicKey {
  return {
    info: key.info,
    verify: (algorithm, data, signature) => defer(() => key.verify(algorithm, data, signature)),
    encryptPkcs1: (data) => defer(() => key.encryptPkcs1?.(data)),
  };
}

function latePrivateKey(key: PrivateKey, defer: Defer): PrivateKey {
  return {
    info: key.info,
    sign: (algorithm, data) => defer(() => key.sign(algorithm, data)),
    ...(key.decryptRaw && { decryptRaw: (ciphertext) => defer(() => key.decryptRaw?.(ciphertext)) }),
    ...(key.agree && { agree: (share) => defer(() => key.agree?.(share)) }),
  };
}

/** A queue that settles one waiting promise in each turn of the microtask queue: any one, not the oldest. */
function shuffledQueue(seed: number): Defer {
  const waiting: (() => void)[] = [];
  const next = randomNumbers(seed);
  const settleOne = (): void => {
    const [settle] = waiting.splice(next() % waiting.length, 1);
    settle?.();
  };
  return async (compute, deliver) => {
    const answer = compute();
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      afterTurns(1 + (next() % 4), settleOne);
    });
    const value = await answer;
    deliver?.();
    return value;
  };
}

/** Each waiting promise brings one turn of its own, so all are settled in the end. */
function afterTurns(turns: number, act: () => void): void {
  queueMicrotask(() => (turns === 1 ? act() : afterTurns(turns - 1, act)));
}

/** Numerical Recipes' linear congruential generator: enough to mix an order, no more. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
}

function map<T, U>(value: T | undefined, change: (value: T) => U): U | undefined {
  return value === undefined ? undefined : change(value);
}
