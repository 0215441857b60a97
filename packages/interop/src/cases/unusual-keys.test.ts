import { expect, test } from 'vitest';
import type { Certificates } from '../certificates.ts';
import { type FoundPeer, Pair } from '../pair.ts';
import type { Abilities, Identity, Peer } from '../peer.ts';
import { unusualKeys } from './unusual-keys.ts';

const path = (name: string): Identity => ({ certificate: name, chain: name, bundle: name, key: name });
const agreeing = (role: string) => ({
  ecdh: path(`${role} ecdh`),
  dh: path(`${role} dh`),
  'dh of X9.42': path(`${role} X9.42`),
  'dh below DSA': path(`${role} dss`),
});
const certificates = {
  root: 'root',
  server: { 'ecdsa-secp256r1': path('usual') },
  shortRsa: path('short'),
  agreeing: { server: agreeing('server'), client: agreeing('client') },
} as unknown as Certificates;

function found(name: string, lacks?: NonNullable<Abilities['legacy']>['lacks']): FoundPeer {
  const legacy = { versions: ['TLS 1.0', 'TLS 1.2'] as const, suites: [], ...(lacks !== undefined && { lacks }) };
  return { peer: { name } as Peer, abilities: { version: '', groups: [], suites: [], keys: [], legacy } };
}

test('certificates with unusual keys are tried where both sides have them, or skipped with the reason', () => {
  const able = found('able', () => undefined);
  const picky = found('picky', (key, role) => (key === 'X9.42' && role === 'server' ? 'not of that kind' : undefined));
  const cases = [...unusualKeys(new Pair(able, picky, certificates))];
  const outcome = (topic: string, variant: string) => {
    const one = cases.find((tried) => tried.topic === topic && tried.variant === variant);
    return one !== undefined && 'reason' in one ? one.reason : one;
  };
  expect(outcome('TLS 1.2 legacy', 'server with a key of X9.42')).toBe('not of that kind');
  expect(outcome('TLS 1.1 legacy', 'server with a key of X9.42')).toBe('not in able');
  expect(outcome('TLS 1.2 legacy', 'TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5 with a short key')).toBeUndefined();
  expect(outcome('TLS 1.0 legacy', 'TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5 with a short key')).toMatchObject({
    clientOptions: { setting: 'any certificate' },
    serverOptions: { identity: path('short'), clientAuth: 'none' },
  });
  expect(outcome('TLS 1.2 legacy', 'client certificate with a fixed dh key')).toMatchObject({
    clientOptions: { identity: path('client dh') },
    serverOptions: { identity: path('server dh'), clientAuth: 'require' },
  });
});

test('a peer that says nothing of them has none', () => {
  const reasons = [
    ...unusualKeys(
      new Pair(
        found('one', () => undefined),
        found('other'),
        certificates,
      ),
    ),
  ].map((tried) => ('reason' in tried ? tried.reason : 'tried'));
  expect(new Set(reasons)).toEqual(new Set(['not in other', 'not in one']));
});
