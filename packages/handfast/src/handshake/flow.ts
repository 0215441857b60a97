/** A handshake is a flow: sequential code that stops for two reasons only. */

import type { JobWait } from '../base/awaitable.ts';
import type { Dialect, Message } from '../wire/handshake.ts';

/** The peer must send one of these messages; anything else ends the connection. */
export interface MessageWait {
  readonly for: 'message';
  readonly dialect: Dialect;
  readonly allow: readonly string[];
}

/** The only two reasons a handshake stops running. */
export type Wait = MessageWait | JobWait;

/** What a flow is made of: a task may run inside it with `yield*`. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a generator receives is typed by expect() and job(), its only sources
export type Flow<T> = Generator<Wait, T, any>;

/**
 * Makes `expect` for the messages of one flow: it stops until the peer sends one of those named. (Generators stand at the
 * top of their files: V8 makes a hidden class for each closure that is one, when it is first called.)
 */
export const expecting =
  <D extends Dialect>(dialect: D) =>
  <const N extends keyof D & string>(...allow: readonly N[]): Flow<Message<D, N>> =>
    expectOne(dialect, allow);

function* expectOne<D extends Dialect, N extends keyof D & string>(
  dialect: D,
  allow: readonly N[],
): Flow<Message<D, N>> {
  return yield { for: 'message', dialect, allow };
}

/**
 * Stops until the peer says that its next record is under new keys: up to TLS 1.2 that is a record of its own and no
 * handshake message. RFC 5246 §7.1
 */
export function* expectChangeCipherSpec(): Flow<void> {
  yield { for: 'message', dialect: {}, allow: [changeCipherSpec] };
}

/** What a wait for ChangeCipherSpec allows. */
export const changeCipherSpec = 'ChangeCipherSpec';
