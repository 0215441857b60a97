import { expect, test } from 'vitest';
import { Returning } from '../engine/testing/returning.ts';
import type { TicketSealer } from './stores.ts';

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'RFC 8446 §E.1.3: what a server of %s had sealed into tickets is wiped',
  async (version) => {
    const returning = new Returning();
    const handed: Uint8Array[] = [];
    const sealer: TicketSealer = {
      lifetime: returning.ring.lifetime,
      seal(state, now) {
        handed.push(state);
        return returning.ring.seal(state, now);
      },
      open: (ticket, now) => returning.ring.open(ticket, now),
    };
    const visit = { client: { versions: [version] }, server: { versions: [version], tickets: { sealer } } };
    await returning.visit(visit);
    expect((await returning.visit(visit)).server.info?.resumed).toBe(true);
    expect(handed.length).toBeGreaterThan(0);
    for (const state of handed) expect(state.every((byte) => byte === 0)).toBe(true);
  },
);
