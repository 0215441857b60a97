import { nodeProvider } from 'handfast/providers/node';
import type { SuiteName } from 'handfast/registry';
import { MemoryReplayGuard, MemoryStore, TicketKeyRing } from 'handfast/session';
import { expect, test } from 'vitest';
import type { TreeNode } from '../../model.ts';
import { utf8 } from '../bytes.ts';
import { chat, clientCredential, converse, now, type Spoken, trust } from '../testing/conversation.ts';
import { dissect, dissectOne, type Heard, linesOf } from '../testing/tape.ts';

const read = ({ tape, keyLog }: Spoken): Heard => dissectOne(tape, { secrets: { keyLog }, anchors: trust }, 'datagram');

function expectRead(spoken: Spoken, heard = read(spoken)): Heard {
  expect(heard.plaintext).toEqual(spoken.received);
  expect(heard.report.records).toMatchObject({ failed: 0, withoutKey: 0 });
  expect(heard.report.checks.filter(({ result }) => result !== 'verified')).toEqual([]);
  return heard;
}

const suites: readonly SuiteName[] = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
];

test.each(suites)('RFC 9147 §4: DTLS 1.3 with %s: record numbers and records are opened, and proved', (suite) => {
  const versions = ['DTLS 1.3'] as const;
  const spoken = converse({ act: chat, client: { versions, cipherSuites: [suite] }, server: { versions } });
  const { report, items, trees } = expectRead(spoken);
  expect(report).toMatchObject({ version: 'DTLS 1.3', outcome: 'established' });
  expect(report.checks.map(({ what }) => what)).toEqual([
    'server CertificateVerify',
    'server Finished',
    'client Finished',
    'server certificate chain',
  ]);
  expect(new Set(items.map(({ protocol }) => protocol))).toEqual(new Set(['DTLSv1.3']));
  const lines = trees.flatMap((tree) => linesOf(tree)).map((line) => line.trim());
  expect(lines).toContain('[Epoch: 2]');
  expect(lines).toContain('[Epoch: 3]');
  expect(items.map(({ info }) => info)).toContain('ACK');
});

test('RFC 9147 §5.2: a retry, a small MTU, a client certificate', () => {
  const versions = ['DTLS 1.3'] as const;
  const datagrams = { mtu: 300 };
  const spoken = converse({
    act: chat,
    client: {
      versions,
      datagrams,
      credentials: [clientCredential],
      keyShares: ['secp384r1'],
      groups: ['x25519', 'secp384r1'],
    },
    server: { versions, datagrams, clientAuthentication: 'require', groups: ['x25519'], retryCookie: true },
  });
  const { items } = expectRead(spoken);
  expect(items.map(({ info }) => info)).toContain('Hello Retry Request');
  expect(items.map(({ info }) => info)).toContain('Certificate (Fragment)');
});

test('RFC 9147 §8: updated keys are followed', () => {
  const versions = ['DTLS 1.3'] as const;
  const spoken = converse({
    client: { versions },
    server: { versions },
    act(client, server, exchange) {
      for (const side of [client, server, client]) {
        side.updateKeys(true);
        exchange();
        client.write(utf8('more'));
        server.write(utf8('and more'));
        exchange();
      }
    },
  });
  const { trees } = expectRead(spoken);
  expect(trees.flatMap((tree) => linesOf(tree)).map((line) => line.trim())).toContain('[Epoch: 4]');
});

test('RFC 9147 §5.5: DTLS 1.3 resumed, with early data', () => {
  const versions = ['DTLS 1.3'] as const;
  const sessions = new MemoryStore();
  const sealer = new TicketKeyRing({ crypto: nodeProvider });
  const server = { versions, tickets: { sealer }, earlyData: { most: 1000, guard: new MemoryReplayGuard() } };
  const first = converse({ act: chat, client: { versions, sessions }, server });
  const second = converse({
    act: chat,
    client: { versions, sessions },
    server,
    now: now + 1000,
    earlyData: utf8('early'),
  });
  const secrets = { keyLog: `${first.keyLog}\n${second.keyLog}` };
  const [, again] = dissect([first.tape, second.tape], { secrets }, 'datagram') as [Heard, Heard];
  expect(again.plaintext).toEqual(second.received);
  expect(again.report.resumption).toMatchObject({ resumed: true, fromStream: 0 });
  expect(again.report.checks.filter(({ result }) => result === 'wrong')).toEqual([]);
});

test('RFC 6347 §4.2: DTLS 1.2, fragments and a client certificate', () => {
  const versions = ['DTLS 1.2'] as const;
  const datagrams = { mtu: 256 };
  const spoken = converse({
    act: chat,
    client: { versions, datagrams, credentials: [clientCredential] },
    server: { versions, datagrams, clientAuthentication: 'require' },
  });
  const { report, trees } = expectRead(spoken);
  expect(report.version).toBe('DTLS 1.2');
  expect(linesOf(trees[0] as TreeNode)[0]).toMatch(/^DTLSv1.2 Record Layer: Handshake Protocol: Client Hello/);
});

test('a lost datagram, and what is sent again: every message is heard once', () => {
  const versions = ['DTLS 1.2'] as const;
  const { tape, keyLog, received } = converse({ act: chat, client: { versions }, server: { versions } });
  const twice = tape.flatMap((portion) => [portion, portion]);
  const { report } = dissectOne(twice, { secrets: { keyLog } }, 'datagram');
  expect(report.checks.filter(({ result }) => result === 'wrong')).toEqual([]);
  expect(report.outcome).toBe('established');
  expect(received[0].length).toBeGreaterThan(0);
});

const identified = [
  ['DTLS 1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  ['DTLS 1.2', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  ['DTLS 1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8'],
  ['DTLS 1.3', 'TLS_AES_128_GCM_SHA256'],
] as const;

test.each(identified)('RFC 9146 §4, RFC 9147 §4: records of %s with connection IDs, %s', (version, suite) => {
  const versions = [version];
  const spoken = converse({
    act: chat,
    client: { versions, cipherSuites: [suite], datagrams: { connectionIdLength: 5 } },
    server: { versions, cipherSuites: [suite], datagrams: { connectionIdLength: 0 } },
  });
  const { report, trees } = expectRead(spoken);
  expect(report).toMatchObject({ version, outcome: 'established' });
  const ids = trees.filter((tree) => linesOf(tree).some((line) => /^ *Connection ID: [0-9a-f]{10}$/.test(line)));
  // Only what goes to the client has one: it wants five bytes, the server none.
  expect(ids.length).toBeGreaterThan(1);
  expect(ids.length).toBeLessThan(spoken.tape.length);
});

test('RFC 9147 §7: an ACK names the records that have been processed', () => {
  const versions = ['DTLS 1.3'] as const;
  const { trees } = read(converse({ act: chat, client: { versions }, server: { versions } }));
  const acks = trees
    .map((tree) => linesOf(tree).map((line) => line.trim()))
    .filter(([title]) => title?.includes('ACK'));
  const lines = acks.flat().filter((line) => /^(Epoch|Sequence Number): \d+$/.test(line));
  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^Epoch: [23]$/),
    expect.stringMatching(/^Sequence Number: /),
  ]);
});
