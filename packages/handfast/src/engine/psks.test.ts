import { expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { parsedPsks } from './psks.ts';

const psks = [{ identity: 'key', key: new Uint8Array(32).fill(7), importContext: new Uint8Array(0) }];

test('RFC 9258 §5.1, RFC 9147 §5.9: a key is imported for TLS 1.3 or for DTLS 1.3, and becomes another one', () => {
  const [stream] = parsedPsks({ crypto: nodeProvider, psks }, 'stream');
  const [datagram] = parsedPsks({ crypto: nodeProvider, psks }, 'datagram');
  // external_identity, context, target_protocol, target_kdf
  expect(toHex(stream?.identity as Uint8Array)).toBe('00036b6579' + '0000' + '0304' + '0001');
  expect(toHex(datagram?.identity as Uint8Array)).toBe('00036b6579' + '0000' + 'fefc' + '0001');
  expect(datagram?.secret.expose()).not.toEqual(stream?.secret.expose());
});
