/** Keys that both sides have before they meet, from a ticket or from outside, and the proof of having one. RFC 8446 §2.2 */

import type { Secret } from '../../base/secret.ts';
import { type HashName, hashLength } from '../../crypto/algorithms.ts';
import type { Hkdf } from '../../schedule/hkdf.ts';
import * as schedule from '../../schedule/tls13.ts';

export interface PreSharedKey {
  /** What the client calls it: a ticket, or a name. */
  readonly identity: Uint8Array;
  /** What both sides called it before it was imported; absent for tickets. */
  readonly name?: Uint8Array | undefined;
  readonly secret: Secret;
  /** The hash function of every suite that it may be used with. */
  readonly hash: HashName;
  /** Where it comes from: binders of different origin must not be mistaken for each other. */
  readonly origin: keyof typeof binderLabels;
}

/** `HMAC(finished_key, Transcript-Hash(Truncate(ClientHello)))`. RFC 8446 §4.2.11.2 */
export function binderOf(kdf: Hkdf, psk: PreSharedKey, truncatedHash: Uint8Array): Uint8Array {
  using early = schedule.earlySecret(kdf, psk.secret.expose());
  using key = schedule.binderKey(kdf, early, binderLabels[psk.origin]);
  return schedule.verifyData(kdf, key, truncatedHash);
}

/** Zeros where the binder will stand. */
export const emptyBinder = ({ hash }: PreSharedKey): Uint8Array => new Uint8Array(hashLength[hash]);

/** How many bytes at the end of a ClientHello its binders take. */
export const bindersLength = (binders: readonly Uint8Array[]): number =>
  binders.reduce((sum, { length }) => sum + 1 + length, 2);

const binderLabels = { ticket: 'res binder', external: 'ext binder', imported: 'imp binder' } as const;
