import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { rewritableTickets } from './tickets.ts';

const key = new Uint8Array(48);
const sealer = rewritableTickets(key);

/** What the runner does: it opens a ticket, changes the session in it, and seals it again. */
function rewritten(ticket: Uint8Array, change: (session: Buffer) => void): Uint8Array {
  const head = ticket.subarray(0, 32);
  const opener = createDecipheriv('aes-128-cbc', key.subarray(32), head.subarray(16));
  const session = Buffer.concat([opener.update(ticket.subarray(32, -32)), opener.final()]);
  change(session);
  const closer = createCipheriv('aes-128-cbc', key.subarray(32), head.subarray(16));
  const sealed = Buffer.concat([head, closer.update(session), closer.final()]);
  return Buffer.concat([sealed, createHmac('sha256', key.subarray(16, 32)).update(sealed).digest()]);
}

test('a ticket holds our state under a session that begins as those of BoringSSL', async () => {
  for (const length of [4, 60, 200, 1000]) {
    const state = new Uint8Array(length).map((_, i) => i);
    for (const version of [0x0303, 0xfefd]) {
      state.set([version >> 8, version & 0xff]);
      const ticket = await sealer.seal(state, 0);
      expect(Buffer.from((await sealer.open(ticket, 0)) ?? [])).toEqual(Buffer.from(state));
      const changed = Uint8Array.from(ticket, (byte, i) => (i === 40 ? byte ^ 1 : byte));
      expect(await sealer.open(changed, 0)).toBeUndefined();
    }
  }
});

test('version and suite that were rewritten are those of the state', async () => {
  const state = Uint8Array.of(3, 3, 0xc0, 0x2f, 9, 9);
  const ticket = rewritten(await sealer.seal(state, 0), (session) => {
    // SEQUENCE, INTEGER 1, INTEGER with the version, OCTET STRING with the suite.
    expect([...session.subarray(2, 7)]).toEqual([2, 1, 1, 2, 2]);
    session.set([3, 4], 7);
    session.set([0x13, 1], 11);
  });
  expect([...((await sealer.open(ticket, 0)) ?? [])]).toEqual([3, 4, 0x13, 1, 9, 9]);
});
