/** What the matrix calls ok and what it calls failed, with peers that only pretend. */

import { createServer, connect as dial } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Case, Expectation } from './case.ts';
import type { Outcome, Peer, RunningServer } from './peer.ts';
import { runCase } from './run-case.ts';

const well: Outcome = { ok: true, message: '', log: '' };
const badly: Outcome = { ok: false, message: 'unknown_ca', log: 'the log' };

/** A ServerHello for TLS_AES_128_GCM_SHA256 with a share of x25519, in one record. */
const hello = Buffer.from(
  `160303005a020000560303${'11'.repeat(32)}0013010000` + `2e002b0002030400330024001d0020${'22'.repeat(32)}`,
  'hex',
);

function peer(name: string, outcome: Outcome): Peer {
  return {
    name,
    prepare: async () => ({ missing: 'not needed' }),
    listen: () => listen(outcome),
    connect: ({ port }) =>
      new Promise((resolve) => {
        dial({ port, host: '127.0.0.1' })
          .on('end', () => resolve(outcome))
          .resume();
      }),
    decoy: () => undefined,
    close: async () => {},
  };
}

function listen(outcome: Outcome): Promise<RunningServer> {
  const server = createServer((socket) => socket.end(hello));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address === null || typeof address === 'string' ? 0 : address.port;
      resolve({
        port,
        finish: async () => {
          server.close();
          return outcome;
        },
      });
    });
  });
}

function tried(expected: Expectation, client: Outcome, server: Outcome, name = 'one'): Case {
  const files = { certificate: '', chain: '', bundle: '', key: '' };
  return {
    client: peer(name, client),
    server: peer('other', server),
    topic: 'topic',
    variant: 'variant',
    clientOptions: { roots: '', serverName: 'localhost', line: 'line' },
    serverOptions: { roots: '', identity: files, clientAuth: 'none' },
    expected,
  };
}

describe('a case of the matrix', () => {
  it('is ok when both sides say so and the wire says what was expected', async () => {
    const expected = { outcome: 'done', group: 'x25519', suite: 'TLS_AES_128_GCM_SHA256', retried: false } as const;
    expect(await runCase(tried(expected, well, well))).toMatchObject({ status: 'ok', client: 'one', server: 'other' });
  });

  it.each([
    [{ group: 'secp256r1' }, 'group x25519, not secp256r1'],
    [{ suite: 'TLS_AES_256_GCM_SHA384' }, 'suite TLS_AES_128_GCM_SHA256, not TLS_AES_256_GCM_SHA384'],
    [{ retried: true }, 'retried false, not true'],
  ] as const)('fails when the wire says otherwise: %j', async (wanted, reason) => {
    const result = await runCase(tried({ outcome: 'done', ...wanted }, well, well));
    expect(result).toMatchObject({ status: 'failed', reason });
  });

  it('fails when one side does, and keeps both logs', async () => {
    const result = await runCase(tried({ outcome: 'done' }, well, badly));
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'server: unknown_ca',
      logs: { client: '', server: 'the log' },
    });
  });

  it('takes a refusal for one only when neither side is content', async () => {
    const expected = { outcome: 'refused', by: 'client', alert: /bad_certificate/ } as const;
    expect(await runCase(tried(expected, badly, badly))).toMatchObject({ status: 'ok' });
    expect(await runCase(tried(expected, badly, well))).toMatchObject({ reason: 'the server accepted it' });
  });

  it('insists on the right alert when the refusal is ours', async () => {
    const refused = (alert: RegExp): Case =>
      tried({ outcome: 'refused', by: 'client', alert }, badly, badly, 'handfast');
    expect(await runCase(refused(/unknown_ca/))).toMatchObject({ status: 'ok' });
    expect(await runCase(refused(/bad_certificate/))).toMatchObject({ status: 'failed' });
  });
});
