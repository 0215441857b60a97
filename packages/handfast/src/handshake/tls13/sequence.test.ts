import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../base/failures.ts';
import { converse, expectEstablished, expectRefused } from '../../engine/testing/converse.ts';
import {
  act,
  before,
  hangUp,
  type Plot,
  reshaped,
  resized,
  type Script,
  swapped,
  twice,
  without,
} from '../../engine/testing/script.ts';
import type { MessageName } from '../../engine/testing/scripted-peer.ts';
import { providers, stage } from '../../engine/testing/subjects.ts';
import type { Role } from './keys.ts';

/** What can happen to a message on its way into the conversation. */
const ways: Readonly<Record<string, (script: Script, name: string) => Script>> = {
  'is left out': without,
  'comes twice': twice,
  'changes places with the next': swapped,
  'is one byte short': (script, name) => reshaped(script, messageOf(name), (bytes) => resized(bytes, -1), name),
  'is one byte long': (script, name) => reshaped(script, messageOf(name), (bytes) => resized(bytes, 1), name),
  'follows an unknown message': (script, name) => before(script, name, unknownMessage),
};

const unknownMessage = act('an unknown message', (peer) => peer.sendMessages(Uint8Array.of(99, 0, 0, 0)));
const messageOf = (name: string): MessageName => name.replace('second ', '') as MessageName;

/** A peer that falls silent in the middle is cut off by the transport: nothing was refused, but nothing is left open. */
const silence = 'truncated_connection';
const wrong = 'unexpected_message';

type Row = readonly (FailureCode | undefined)[];

/**
 * For each message, what each of the ways above ends in; `undefined` where the way means nothing: the message may be
 * left out, or nothing follows it in the same flight.
 */
const refusals: Readonly<Record<Role, Readonly<Record<string, Row>>>> = {
  // What a client refuses.
  client: {
    HelloRetryRequest: [undefined, wrong, undefined, 'truncated', 'trailing_bytes', wrong],
    // Without ServerHello, what follows is in the clear; a second one is, though keys are set.
    ServerHello: [wrong, 'bad_content_type', wrong, 'truncated', 'trailing_bytes', wrong],
    EncryptedExtensions: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    CertificateRequest: [undefined, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    Certificate: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    CertificateVerify: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    // A second Finished is protected with keys that the first has replaced.
    Finished: [silence, 'bad_record', undefined, 'bad_length', 'bad_length', wrong],
  },
  // What a server refuses.
  server: {
    ClientHello: [silence, 'bad_content_type', undefined, 'truncated', 'trailing_bytes', wrong],
    'second ClientHello': [silence, 'bad_content_type', undefined, 'truncated', 'trailing_bytes', wrong],
    Certificate: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    CertificateVerify: [wrong, wrong, wrong, 'truncated', 'trailing_bytes', wrong],
    Finished: [silence, 'bad_record', undefined, 'bad_length', 'bad_length', wrong],
  },
};

/** Where the table above is not the whole truth: an early second ClientHello is taken for the answer to the retry. */
const inRetry: Readonly<Record<string, FailureCode>> = { 'ClientHello comes twice': 'bad_retry' };

const plots: Readonly<Record<string, Plot>> = {
  'a plain handshake': {},
  'a handshake with a client certificate': { authenticated: true },
  'a handshake with HelloRetryRequest': { retried: true },
  'a handshake with both': { authenticated: true, retried: true },
};

for (const { answers, crypto } of providers) {
  for (const role of ['client', 'server'] as const) {
    for (const [tale, plot] of Object.entries(plots)) {
      describe(`RFC 8446 §4: a ${role} whose provider answers ${answers}, in ${tale},`, () => {
        const { script } = stage(role, plot);
        const said = script.filter((step) => step.does === 'say').map((step) => step.name);

        test('[C26] finishes when every message comes in its place', async () => {
          const { subject, peer } = stage(role, plot, { crypto });
          await converse(subject, peer, script);
          expectEstablished(subject, peer);
        });

        test('has a row in the table for every message', () => {
          expect(Object.keys(refusals[role])).toEqual(expect.arrayContaining(said));
        });

        for (const name of said) {
          for (const [i, [way, broken]] of Object.entries(ways).entries()) {
            const what = `${name} ${way}`;
            const code = (plot.retried && inRetry[what]) || refusals[role][name]?.[i];
            if (code === undefined) continue;
            test(`[C30] refuses when ${what} (${code})`, async () => {
              const { subject, peer } = stage(role, plot, { crypto });
              await converse(subject, peer, [...broken(script, name), hangUp]);
              expectRefused(subject, peer, code);
            });
          }
        }
      });
    }
  }
}
