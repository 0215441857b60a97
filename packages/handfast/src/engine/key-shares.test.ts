import { expect, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import type { GroupName } from '../registry/groups.ts';
import { clientConfig } from './client-config.ts';
import { trust } from './testing/fixtures.ts';

const sharesFor = (...groups: readonly GroupName[]): readonly GroupName[] =>
  clientConfig({ crypto: nodeProvider, trust, groups }).keyShares;

test('RFC 8446 §4.2.8: shares are sent for the best group of each kind, post-quantum and not, unless told otherwise', () => {
  expect(clientConfig({ crypto: nodeProvider, trust }).keyShares).toEqual(['X25519MLKEM768', 'x25519']);
  expect(sharesFor('x25519', 'secp256r1', 'MLKEM1024', 'X25519MLKEM768')).toEqual(['x25519', 'MLKEM1024']);
  expect(sharesFor('MLKEM1024', 'SecP384r1MLKEM1024')).toEqual(['MLKEM1024']);
  expect(sharesFor('secp256r1', 'x25519')).toEqual(['secp256r1']);
});

test('RFC 9147 §5.8.3: one small share over datagrams', () => {
  const { keyShares, groups } = clientConfig({ crypto: nodeProvider, trust, carrier: 'datagram' });
  expect(keyShares).toEqual(['x25519']);
  expect(groups).toEqual(['x25519', 'secp256r1', 'secp384r1', 'secp521r1']);
});
