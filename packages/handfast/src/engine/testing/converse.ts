/** Plays a script against a connection, and says how the connection took it. */

import { expect } from 'vitest';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import { type FailureCode, failureOf } from '../../base/failures.ts';
import { type Endpoint, settled } from './endpoint.ts';
import type { Script, Step } from './script.ts';

/** The other end, as far as a conversation goes. */
interface Partner<N> {
  /** Alerts heard: level and name. */
  readonly alerts: readonly string[];
  /** Bytes to deliver, each handed out once. */
  take(): Uint8Array;
  receive(bytes: Uint8Array): void;
  /** The next message, if one has arrived and has this name. Throws when it is another one. */
  hear(name: N): boolean;
  /** Reads records until nothing is left. */
  drain(): void;
}

/**
 * Plays the script to its end, or until the subject is over. Where the subject does not say what the script expects
 * to hear, the peer hangs up.
 */
export async function converse<P extends Partner<N>, N>(
  subject: Endpoint,
  peer: P,
  script: Script<P, N>,
): Promise<void> {
  for (const step of script) {
    if (!(await play(step, subject, peer))) {
      if (!subject.over) subject.use((connection) => connection.receiveEnd());
      break;
    }
  }
  await exchange(subject, peer);
  peer.drain();
}

async function play<P extends Partner<N>, N>(step: Step<P, N>, subject: Endpoint, peer: P): Promise<boolean> {
  if (step.does === 'say' || step.does === 'act') {
    step.act(peer);
    return true;
  }
  await exchange(subject, peer);
  return step.does === 'hear' && peer.hear(step.name);
}

/** Everything that is ready travels, until nothing more becomes ready. */
async function exchange(subject: Endpoint, peer: Partner<never>): Promise<void> {
  for (let idle = 0; idle < 2; ) {
    const told = peer.take();
    if (told.length > 0) subject.receive(told);
    const answer = subject.send();
    peer.receive(answer);
    if (told.length + answer.length > 0) idle = 0;
    else {
      idle++;
      await settled();
    }
  }
}

/** The handshake was finished, and nothing went wrong since. */
export function expectEstablished(subject: Endpoint, peer: Partner<never>): void {
  expect(subject.error).toBeUndefined();
  expect(subject.info).toBeDefined();
  expect(peer.alerts).toEqual([]);
}

/** The subject refused with this failure and its alert, and nothing of it is left. */
export function expectRefused(subject: Endpoint, peer: Partner<never>, code: FailureCode): void {
  const { error } = subject;
  expect(error).toBeInstanceOf(ProtocolError);
  expect((error as ProtocolError).code, error?.message).toBe(code);
  const { alert } = failureOf(code);
  expect(peer.alerts).toEqual(code === 'truncated_connection' ? [] : [`fatal ${alert}`]);
  expectOver(subject);
}

/** Nothing follows, whatever is done to it, and its secrets are wiped. */
export function expectOver(subject: Endpoint): void {
  const { connection, outputs } = subject;
  expect(outputs.filter(({ type }) => type === 'failed' || type === 'closed')).toHaveLength(1);
  expect(['failed', 'closed']).toContain(outputs.at(-1)?.type);
  expect(subject.bytesAfterEnd).toBe(0);
  const said = outputs.length;
  subject.use(() => {
    connection.receive(Uint8Array.of(22, 3, 3, 0, 0));
    connection.receiveEnd();
    connection.write(new Uint8Array(1));
    connection.close();
    connection.tick(Number.MAX_SAFE_INTEGER);
  });
  expect(subject.send()).toHaveLength(0);
  expect(outputs).toHaveLength(said);
  expect(() => connection.updateKeys(true)).toThrow(MisuseError);
  expect(connection.busy).toBe(false);
  expect(
    [...subject.secrets].filter(([, secret]) => secret.some((byte) => byte !== 0)).map(([label]) => label),
  ).toEqual([]);
}
