/** Tables of mistakes: what a peer gets wrong, and what that ends in. Each row becomes a test with each provider. */

import { describe, test } from 'vitest';
import type { FailureCode } from '../../base/failures.ts';
import type { Role } from '../../handshake/tls13/keys.ts';
import { converse, expectEstablished, expectRefused } from './converse.ts';
import type { Mistake, Plot } from './script.ts';
import { providers, type SubjectOptions, stage } from './subjects.ts';

/** How the handshake goes in which the mistake is made, and how the subject is configured. */
export interface How extends Plot, SubjectOptions {}

/** `undefined`: no mistake at all, and the handshake must be finished. */
export type Case = readonly [code: FailureCode | undefined, title: string, mistake: Mistake, how?: How];

/** A subject in this role judges what its peer says. */
export function judges(role: Role, what: string, cases: readonly Case[], common: How = {}): void {
  for (const { answers, crypto } of providers) {
    describe(`a ${role} whose provider answers ${answers} judges ${what}:`, () => {
      for (const [code, title, mistake, how] of cases) {
        test(`${title} (${code ?? 'no harm'})`, async () => {
          const all = { ...common, ...how };
          const { subject, peer, script } = stage(role, all, { ...all, crypto });
          await converse(subject, peer, mistake(script));
          if (code === undefined) expectEstablished(subject, peer);
          else expectRefused(subject, peer, code);
        });
      }
    });
  }
}

/** The last bit is wrong. */
export function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
}
