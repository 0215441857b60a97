import { compose } from 'handfast/crypto';
import { legacy } from 'handfast/legacy';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import type { SuiteName } from 'handfast/registry';
import { MemoryReplayGuard, MemoryStore, TicketKeyRing } from 'handfast/session';
import { TrustAnchors } from 'handfast/x509';
import { expect, test } from 'vitest';
import { toHex, utf8 } from './bytes.ts';
import {
  chat,
  clientCredential,
  converse,
  now,
  rsaCredential,
  type Spoken,
  type Wishes,
} from './testing/conversation.ts';
import { own, shown } from './testing/fields.ts';
import { dissect } from './testing/tape.ts';
import { hasTshark, tshark } from './testing/tshark.ts';

const say = (wishes: Wishes = {}): Spoken => converse({ act: chat, ...wishes });
const crypto = compose(nodeProvider, legacyProvider);

/** Connections of every kind, ours. */
function connections(): readonly Spoken[] {
  const suites: readonly SuiteName[] = [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
  ];
  const classic = { versions: ['TLS 1.2'] as const };
  const sessions = new MemoryStore();
  const ring = new TicketKeyRing({ crypto: nodeProvider });
  const taking = { tickets: { sealer: ring }, earlyData: { most: 1000, guard: new MemoryReplayGuard() } };
  const only13 = { sessions, versions: ['TLS 1.3'] as const };
  const sessions12 = new MemoryStore();
  const ticketing = { ...classic, tickets: { sealer: ring } };
  const old = (version: 'TLS 1.0' | 'TLS 1.1', suite: string): Spoken => {
    const plug = legacy({ versions: [version], cipherSuites: [suite] });
    const options = { crypto, versions: [], cipherSuites: [], legacy: plug };
    return say({ client: options, server: { ...options, credentials: [rsaCredential] } });
  };
  return [
    ...suites.map((suite) => say({ client: { cipherSuites: [suite] } })),
    say({ client: { grease: true, protocols: ['h2', 'http/1.1'] }, server: { protocols: ['http/1.1'] } }),
    say({ client: { keyShares: ['secp384r1'], groups: ['x25519', 'secp384r1'] }, server: { groups: ['x25519'] } }),
    say({ client: { credentials: [clientCredential] }, server: { clientAuthentication: 'require' } }),
    say({ client: { middleboxCompatibility: false, versions: ['TLS 1.3'] } }),
    say({ server: classic }),
    say({ client: { ...classic, protocols: ['h2'] }, server: { protocols: ['h2'] } }),
    say({ client: { credentials: [clientCredential] }, server: { ...classic, clientAuthentication: 'require' } }),
    say({ client: { sessions: sessions12 }, server: ticketing }),
    say({ client: { sessions: sessions12 }, server: ticketing, now: now + 1000 }),
    say({ client: only13, server: taking }),
    say({ client: only13, server: taking, now: now + 1000, earlyData: utf8('early words') }),
    old('TLS 1.0', 'TLS_RSA_WITH_AES_128_CBC_SHA'),
    old('TLS 1.0', 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA'),
    old('TLS 1.1', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'),
    say({ client: { trust: new TrustAnchors([]) } }),
    say({ client: { versions: ['TLS 1.2'] }, server: { versions: ['TLS 1.3'] } }),
  ];
}

test.skipIf(!hasTshark)('tshark agrees about every field of every packet that both show', () => {
  const spoken = connections();
  const keyLog = spoken.map((one) => one.keyLog).join('\n');
  const tapes = spoken.map(({ tape }) => tape);
  const heard = dissect(tapes, { provider: crypto, secrets: { keyLog } });
  const theirs = shown(tapes, keyLog);
  const ours = own(heard);
  expect(ours.size).toBeGreaterThan(80);
  expect([...theirs.keys()]).toEqual([...ours.keys()]);
  for (const [frame, row] of ours) expect({ frame, ...theirs.get(frame) }).toEqual({ frame, ...row });
});

test.skipIf(!hasTshark)('tshark reads the same plaintext, stream by stream', () => {
  const spoken = connections();
  const keyLog = spoken.map((one) => one.keyLog).join('\n');
  const tapes = spoken.map(({ tape }) => tape);
  const heard = dissect(tapes, { provider: crypto, secrets: { keyLog } });
  const follow = tapes.flatMap((_, stream) => ['-z', `follow,tls,raw,${stream}`]);
  const sections = tshark(tapes, keyLog, ['-q', ...follow])
    .split(/^Filter: tcp\.stream eq /m)
    .slice(1);
  expect(sections).toHaveLength(tapes.length);
  // tshark prints the streams in the order in which they were asked for, the server's lines behind a tab.
  for (const section of sections) {
    const stream = Number(/^\d+/.exec(section)?.[0]);
    // Node 0 is who it heard first.
    const turned = section.includes('Node 0: 192.0.2.2');
    const lines = section
      .slice(section.indexOf('Node 1'))
      .split('\n')
      .filter((line) => /^\t?[0-9a-f]+$/.test(line));
    const [first, second] = [false, true].map((tab) =>
      lines
        .filter((line) => line.startsWith('\t') === tab)
        .map((line) => line.trim())
        .join(''),
    );
    const [client, server] = turned ? [second, first] : [first, second];
    expect({ stream, client, server }).toEqual({
      stream,
      client: toHex(heard[stream]?.plaintext[0] ?? new Uint8Array(0)),
      server: toHex(heard[stream]?.plaintext[1] ?? new Uint8Array(0)),
    });
  }
});

test.skipIf(!hasTshark)('tshark makes the same JA3 and JA3S', () => {
  const spoken = connections();
  const tapes = spoken.map(({ tape }) => tape);
  const text = tshark(tapes, '', ['-T', 'fields', '-e', 'tls.handshake.ja3', '-e', 'tls.handshake.ja3s']);
  const theirs = text.split(/\s+/).filter((one) => one !== '');
  const ours = dissect(tapes).flatMap(({ report: { fingerprints } }) => [
    fingerprints.ja3?.hash,
    fingerprints.ja3s?.hash,
  ]);
  // It makes a JA3S of a HelloRetryRequest too.
  const extra = [...new Set(theirs)].filter((one) => !ours.includes(one));
  expect(extra).toHaveLength(1);
  expect(ours.filter((one) => one !== undefined && !theirs.includes(one))).toEqual([]);
});

/** Lines that are not the same, and why: docs/inspect-differences.md. */
const different =
  /^(Frame|Raw packet|Internet Protocol|Transmission Control|Transport Layer|\[JA3|Signature Hash Algorithm (Hash|Signature)|TLS segment|\[Application Data|\[Stream|Verify Data|Random Bytes|GMT Unix|Certificate: |Distinguished Name: |Data|.* Record Layer: Application Data|\[.*\])/;

test.skipIf(!hasTshark)('tshark prints the same lines for the hellos, but for differences with a reason [M03]', () => {
  const spoken = connections().slice(4, 12);
  const keyLog = spoken.map((one) => one.keyLog).join('\n');
  const tapes = spoken.map(({ tape }) => tape);
  const theirs = tshark(tapes, keyLog, ['-V', '-O', 'tls', '-Y', 'tls.handshake.type == 1 || tls.handshake.type == 2'])
    .split('\n')
    .map((line) => line.trim().replace(/ +/g, ' '))
    .filter((line) => line !== '' && !different.test(line));
  const ours = new Set(dissect(tapes, { secrets: { keyLog } }).flatMap(({ trees }) => trees.flatMap(labels)));
  const missing = [...new Set(theirs)].filter((line) => !ours.has(line));
  expect(missing.filter((line) => !isCertificateLine(line))).toEqual([]);
});

const labels = (node: { readonly label: string; readonly children?: readonly unknown[] }): string[] => [
  node.label,
  ...(node.children ?? []).flatMap((child) => labels(child as typeof node)),
];

/** Wireshark prints ASN.1 by its own names. */
const isCertificateLine = (line: string): boolean =>
  /^(algorithm|signature|signed|version: v|serial|issuer|subject|rdn|RDN|Relative|Object Id|Directory|uTF8|validity|not(Before|After)|utcTime|Algorithm Id|ECParam|namedCurve|Padding|extension|Extension( Id)?[ :(]|critical|KeyPurpose|GeneralName|dNSName|KeyUsage|[.01]{4} |BasicConstr|Authority|Subject|encrypted|keyIdentifier|Key Share Entry: Group: Unknown|Group: Unknown|Supported Group: Unknown|cA|modulus|publicExponent|generalTime)/.test(
    line,
  );

test.skipIf(!hasTshark)('tshark agrees about DTLS 1.2: every message, fragment and record, and the plaintext', () => {
  const versions = ['DTLS 1.2'] as const;
  const datagrams = { mtu: 400 };
  const spoken = [
    say({ client: { versions }, server: { versions } }),
    say({ client: { versions, datagrams }, server: { versions, datagrams } }),
  ];
  const keyLog = spoken.map((one) => one.keyLog).join('\n');
  const tapes = spoken.map(({ tape }) => tape);
  const names = ['dtls.record.length', 'dtls.handshake.type', 'dtls.handshake.length'];
  const columns = names.flatMap((name) => ['-e', name]);
  const options = ['-T', 'fields', '-E', 'separator=|', '-E', 'aggregator=;', ...columns];
  const theirs = tshark(tapes, keyLog, options, 'datagram').trimEnd().split('\n');
  const frames = new Map<number, string[][]>();
  for (const { frame, fields: own } of dissect(tapes, { secrets: { keyLog } }, 'datagram').flatMap(
    ({ items }) => items,
  )) {
    const row = frames.get(frame.number) ?? names.map(() => []);
    names.forEach((name, i) => row[i]?.push(...(own[name] ?? []).map(String)));
    frames.set(frame.number, row);
  }
  const ours = [...frames.values()].map((row) => row.map((values) => values.join(';')).join('|'));
  expect(theirs).toEqual(ours);
});
