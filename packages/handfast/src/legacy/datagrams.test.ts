import { expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { clientConfig } from '../engine/client-config.ts';
import { lossyPairs } from '../engine/datagram/testing/lossy-pair.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { legacy } from './legacy.ts';

const old = { versions: [], cipherSuites: [], legacy: legacy({ versions: ['DTLS 1.0'] }) } as const;

test('[A25] RFC 4347: DTLS 1.0 on a bad network, with CBC and the MACs of its records', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { network, client, server } = lossyPairs({ client: old, server: old })({
      seed,
      drop: 0.2,
      duplicate: 0.1,
      delay: 10,
      jitter: 30,
    });
    network.run(network.now + 600_000);
    expect(client.info?.version).toBe('DTLS 1.0');
    network.conditions = {};
    client.use((connection) => connection.write(utf8('hello')));
    network.run(network.now + 100);
    expect(server.data.at(-1)).toEqual(utf8('hello'));
  }
});

test('[A30] RFC 6347 §4.2.1: the newer of two versions over datagrams is chosen', () => {
  const both = { versions: ['DTLS 1.2'], legacy: legacy({ versions: ['DTLS 1.0'] }) } as const;
  const { network, client } = lossyPairs({ client: both, server: { ...both } })({ seed: 1 });
  network.run(network.now + 5000);
  expect(client.info?.version).toBe('DTLS 1.2');
});

test('RFC 4347 §4.1.2.2: RC4 is for streams alone', () => {
  const cipherSuites = ['TLS_RSA_WITH_RC4_128_SHA'];
  const weak = { versions: [], cipherSuites: [], legacy: legacy({ versions: ['DTLS 1.0'], cipherSuites }) };
  expect(() => clientConfig({ crypto: nodeProvider, ...weak })).toThrow(MisuseError);
});
