import { createDiffieHellmanGroup } from 'node:crypto';
import { expect, test } from 'vitest';
import { fromHex, toHex, utf8 } from '../base/bytes.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { vectorFile } from '../record/testing/vector-file.ts';
import { bytesOf, integerOf } from './arithmetic.ts';
import { type SrpContext, srpClient, srpServer, srpSimulation, srpVerifier } from './srp.ts';
import { type SrpGroupSize, srpGroup, srpGroupOf } from './srp-groups.ts';

const sizes: readonly SrpGroupSize[] = [1024, 1536, 2048, 3072, 4096, 6144, 8192];

test.each([
  [3072, 'modp15'],
  [4096, 'modp16'],
  [6144, 'modp17'],
  [8192, 'modp18'],
] as const)('RFC 3526: the formula gives the prime of %i bits', (bits, name) => {
  const prime = createDiffieHellmanGroup(name).getPrime('hex');
  expect(srpGroup(bits).prime.toString(16)).toBe(prime);
});

test('RFC 5054 §2.5.3: groups are known by their parameters, and others are not', () => {
  for (const bits of sizes) {
    const group = srpGroup(bits);
    expect(srpGroupOf(group.prime, group.generator)).toBe(group);
    expect(srpGroupOf(group.prime, 4n)).toBeUndefined();
    expect(srpGroupOf(group.prime - 2n, group.generator)).toBeUndefined();
  }
  expect(srpGroupOf(7n, 2n)).toBeUndefined();
});

const hashes = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;
const vectors = vectorFile('legacy/srp6a.vec');

test.skipIf(!vectors.present)(
  `RFC 5054 §B: shares, verifier and secret are those of the vectors${vectors.absent}`,
  () => {
    const inherited = new Map<string, string>();
    let tried = 0;
    for (const { field } of vectors.read()) {
      for (const name of ['I', 'P', 's', 'a', 'b', 'N', 'g']) if (field(name)) inherited.set(name, field(name));
      const hash = hashes[field('Hash') as keyof typeof hashes];
      const given = (name: string): string => inherited.get(name) ?? '';
      if (hash === undefined) continue;
      const group = srpGroupOf(BigInt(given('N')), BigInt(given('g')));
      // Six thousand bits and more take their time.
      if (group === undefined || (group.bits > 3072 && hash !== 'sha1')) continue;
      const context: SrpContext = { crypto: nodeProvider, group, hash };
      const credentials = { user: given('I'), password: given('P') };
      const verifier = srpVerifier(context, fromHex(given('s')), credentials);
      expect(integerOf(verifier)).toBe(BigInt(field('v')));
      const client = srpClient(context, fromHex(given('a')), fromHex(given('s')), credentials);
      const server = srpServer(context, fromHex(given('b')), verifier);
      expect(integerOf(client.share)).toBe(BigInt(field('A')));
      expect(integerOf(server.share)).toBe(BigInt(field('B')));
      const secret = toHex(bytesOf(integerOf(fromHex(field('S')))));
      expect(toHex(client.complete(server.share) ?? new Uint8Array(0))).toBe(secret);
      expect(toHex(server.complete(client.share) ?? new Uint8Array(0))).toBe(secret);
      tried++;
    }
    expect(tried).toBeGreaterThan(12);
  },
);

const context: SrpContext = { crypto: nodeProvider, group: srpGroup(1024) };
const salt = new Uint8Array(16).fill(1);
const secret = new Uint8Array(32).fill(5);

test('RFC 5054 §2.5.4: shares that are multiples of the prime, or longer than it, are refused', () => {
  const verifier = srpVerifier(context, salt, { user: 'alice', password: 'password123' });
  const client = srpClient(context, secret, salt, { user: 'alice', password: 'password123' });
  const server = srpServer(context, secret, verifier);
  const zero = [
    new Uint8Array(0),
    new Uint8Array(128),
    bytesOf(context.group.prime),
    bytesOf(2n * context.group.prime),
  ];
  for (const share of [...zero, new Uint8Array(129).fill(1), new Uint8Array(60_000).fill(255)]) {
    expect(client.complete(share)).toBeUndefined();
    expect(server.complete(share)).toBeUndefined();
  }
});

test('RFC 5054 §2.6: another password gives another secret', () => {
  const verifier = srpVerifier(context, salt, { user: 'alice', password: 'password123' });
  const server = srpServer(context, secret, verifier);
  const client = srpClient(context, secret, salt, { user: 'alice', password: 'password124' });
  expect(client.complete(server.share)).not.toEqual(server.complete(client.share));
});

test('RFC 5054 §2.5.1.3: a stranger gets the same salt each time, and another one than others', () => {
  const seed = utf8('secret of the server');
  const simulated = srpSimulation(context, seed, 'mallory');
  expect(srpSimulation(context, seed, 'mallory')).toEqual(simulated);
  expect(srpSimulation(context, seed, 'trudy').salt).not.toEqual(simulated.salt);
  expect(simulated.salt).toHaveLength(16);
  expect(srpServer(context, secret, simulated.verifier).share.length).toBeGreaterThan(120);
});
