import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { concat, fromHex, latin1, toHex } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import type { HashName } from '../crypto/algorithms.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { versionNamed } from '../registry/versions.ts';
import { exportClassic, extendedMasterSecret, keyBlock, masterSecret, verifyData } from './classic.ts';
import { prf12, prfMd5Sha1, prfOf } from './prf.ts';

const vectors = process.env.HANDFAST_VECTORS ?? join(import.meta.dirname, '../../../../../shared/vectors');
const file = join(vectors, 'legacy/tls_prf.vec');
const present = existsSync(file);
const absent = present ? '' : ' (the vectors are absent: set HANDFAST_VECTORS)';

interface Vector {
  readonly section: string;
  readonly secret: Uint8Array;
  readonly salt: Uint8Array;
  readonly label: Uint8Array;
  readonly output: Uint8Array;
}

function read(): Vector[] {
  const found: Vector[] = [];
  for (const part of readFileSync(file, 'utf8').split(/^\[/m).slice(1)) {
    const section = part.slice(0, part.indexOf(']'));
    for (const block of part.split(/\n\s*\n/)) {
      const field = (name: string) => fromHex(new RegExp(`^${name} = (\\w+)$`, 'm').exec(block)?.[1] ?? '');
      if (!block.includes('Output')) continue;
      const [secret, salt, label, output] = ['Secret', 'Salt', 'Label', 'Output'].map(field);
      if (secret && salt && label && output) found.push({ section, secret, salt, label, output });
    }
  }
  return found;
}

test.skipIf(!present)(`[A18, D08] RFC 5246 §5: P_hash with each hash gives the known outputs${absent}`, () => {
  const known = read().filter(({ section }) => section.startsWith('TLS-12-PRF'));
  expect(known.length).toBeGreaterThanOrEqual(4);
  for (const { section, secret, salt, label, output } of known) {
    const hash = /SHA-(\d+)/.exec(section)?.[1];
    const derived = prf12(nodeProvider, `sha${hash}` as HashName).derive(secret, latin1(label), salt, output.length);
    expect(toHex(derived), section).toBe(toHex(output));
  }
});

test.skipIf(!present)(`[D07] RFC 2246 §5: P_MD5 xor P_SHA-1 gives the known outputs${absent}`, () => {
  const known = read().filter(({ section }) => section === 'TLS-PRF');
  expect(known.length).toBeGreaterThan(10);
  for (const { secret, salt, output } of known) {
    expect(toHex(prfMd5Sha1(nodeProvider).derive(secret, '', salt, output.length))).toBe(toHex(output));
  }
});

const prf = prf12(nodeProvider, 'sha256');
const secret = new Uint8Array(32).fill(7);
const randoms = { client: new Uint8Array(32).fill(1), server: new Uint8Array(32).fill(2) };

test('RFC 5246 §8.1, §6.3: the master secret takes the client random first, the key block the server random', () => {
  const master = masterSecret(prf, secret, randoms);
  expect(master.expose()).toEqual(prf.derive(secret, 'master secret', concat(randoms.client, randoms.server), 48));
  const block = prf.derive(master.expose(), 'key expansion', concat(randoms.server, randoms.client), 104);
  const { client, server } = keyBlock(prf, master, randoms, { mac: 20, key: 16, iv: 16 });
  const cut = concat(client.mac, server.mac, client.key, server.key, client.iv, server.iv);
  expect(toHex(cut)).toBe(toHex(block));
});

test('RFC 7627 §4: the extended master secret depends on the session hash', () => {
  const one = extendedMasterSecret(prf, secret, new Uint8Array(32));
  const other = extendedMasterSecret(prf, secret, new Uint8Array(32).fill(1));
  expect(one.length).toBe(48);
  expect(toHex(one.expose())).not.toBe(toHex(other.expose()));
});

test('RFC 5246 §7.4.9: each side has a label of its own', () => {
  const master = new Secret(new Uint8Array(48));
  const both = (['client', 'server'] as const).map((side) => verifyData(prf, master, side, secret, 12));
  expect(both.map((data) => data.length)).toEqual([12, 12]);
  expect(toHex(both[0] as Uint8Array)).not.toBe(toHex(both[1] as Uint8Array));
});

test('RFC 5705 §4: the context follows the randoms, behind its length in two bytes', () => {
  const master = new Secret(new Uint8Array(48).fill(7));
  for (const length of [3, 300]) {
    const context = new Uint8Array(length).fill(9);
    const seed = concat(randoms.client, randoms.server, Uint8Array.of(length >> 8, length % 256), context);
    const exported = exportClassic(prf, master, randoms, 'EXPORTER-test', context, 40);
    expect(toHex(exported)).toBe(toHex(prf.derive(master.expose(), 'EXPORTER-test', seed, 40)));
  }
});

test('RFC 5705 §4: an empty context is not the same as none', () => {
  const master = new Secret(new Uint8Array(48));
  const none = exportClassic(prf, master, randoms, 'EXPORTER-test', undefined, 16);
  const empty = exportClassic(prf, master, randoms, 'EXPORTER-test', new Uint8Array(0), 16);
  expect(toHex(none)).not.toBe(toHex(empty));
});

test('only versions with a pseudorandom function of their own have one here', () => {
  expect(prfOf(nodeProvider, versionNamed('TLS 1.2'), 'sha384').transcriptHashes).toEqual(['sha384']);
  expect(prfOf(nodeProvider, versionNamed('TLS 1.1'), 'sha384').transcriptHashes).toEqual(['md5', 'sha1']);
  expect(() => prfOf(nodeProvider, versionNamed('TLS 1.3'), 'sha256')).toThrow('has no such');
});
