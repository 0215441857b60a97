/** Where sessions live between connections: what handshakes ask of stores, whose implementations are in `session/`. */

import { type Awaitable, job, type Task } from '../base/awaitable.ts';

/**
 * Sessions by key: a client's by the server they lead to, a server's by session ID. Whatever a store throws costs a
 * full handshake and nothing else. Values are secrets.
 */
export interface SessionStore {
  /** Keeps one more value under this key until `expires`, in milliseconds since 1970. Values may be forgotten earlier. */
  put(key: string, value: Uint8Array, expires: number): Awaitable<void>;
  /** The values of this key that have not expired, the newest first. They stay. */
  get(key: string, now: number): Awaitable<readonly Uint8Array[]>;
  /** At most so many values, the newest first. Nobody will be given them again. */
  take(key: string, now: number, most: number): Awaitable<readonly Uint8Array[]>;
  /** Forgets all values of this key. */
  remove(key: string): Awaitable<void>;
}

/** Seals a server's state, so that clients can keep it: RFC 5077 §4 tickets as well as those of TLS 1.3. */
export interface TicketSealer {
  /** How long a ticket that is sealed now can be opened at least, in seconds. */
  readonly lifetime: number;
  seal(state: Uint8Array, now: number): Awaitable<Uint8Array>;
  /** The state in a ticket; `undefined` when it is not ours, was altered, or its key is gone. */
  open(ticket: Uint8Array, now: number): Awaitable<Uint8Array | undefined>;
}

/** Remembers what must not come twice. RFC 8446 §8 */
export interface ReplayGuard {
  /** Whether this mark comes for the first time since `expires` of an earlier one. In doubt, `false`. */
  first(mark: Uint8Array, now: number, expires: number): Awaitable<boolean>;
}

/** What a store answers; `undefined` when it fails: that costs a full handshake and nothing else. */
export function* ask<T>(question: () => Awaitable<T>): Task<T | undefined> {
  try {
    return yield* job(question());
  } catch {
    return undefined;
  }
}
