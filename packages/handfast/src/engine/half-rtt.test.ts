/** RFC 8446 §2: a server may write before the client has answered. */

import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { serverConfig } from './server-config.ts';
import { serverCredential, trust } from './testing/fixtures.ts';
import { type Pair, type PairOptions, pair, pump } from './testing/pair.ts';
import { Returning, takesEarlyData } from './testing/returning.ts';
import { providers } from './testing/subjects.ts';

const greeting = utf8('220 ready');
const server = { halfRttData: true } as const;
const kinds = ({ outputs }: Pair['server']): string[] => outputs.map(({ type }) => type);

describe('RFC 8446 §2: half-RTT data', () => {
  for (const { answers, crypto } of providers) {
    test(`[C27] comes to the client with the server's Finished, where providers answer ${answers}`, async () => {
      const options: PairOptions = { client: { crypto, versions: ['TLS 1.3'] }, server: { ...server, crypto } };
      const both = pair(options);
      both.server.use((connection) => connection.write(greeting));
      // Nothing of the client's second flight arrives.
      let flights = 0;
      await pump(both, (bytes, from) => (from === 'client' && flights++ > 0 ? new Uint8Array(0) : bytes));
      expect(both.client.data).toEqual(greeting);
      expect(both.server.info).toBeUndefined();
      expect(kinds(both.server)).toContain('writable');
    });
  }

  test('is followed by what is written later, in order', async () => {
    const both = pair({ client: { versions: ['TLS 1.3'] }, server });
    both.server.use((connection) => connection.write(utf8('one ')));
    both.server.receive(both.client.send());
    both.server.use((connection) => connection.write(utf8('two ')));
    await pump(both);
    both.server.use((connection) => connection.write(utf8('three')));
    await pump(both);
    expect(both.client.data).toEqual(utf8('one two three'));
  });

  test('may answer early data', async () => {
    const returning = new Returning({ target: { earlyData: utf8('GET /') } });
    const options = { ...takesEarlyData(returning), ...server };
    await returning.visit({ server: options });
    const both = returning.pair({ server: options });
    both.server.receive(both.client.send());
    expect(both.server.data).toEqual(utf8('GET /'));
    both.server.use((connection) => connection.write(utf8('200')));
    both.client.receive(both.server.send());
    expect(both.client.data).toEqual(utf8('200'));
    await pump(both);
    expect(both.client.error ?? both.server.error).toBeUndefined();
  });

  test('waits up to TLS 1.2, and where the options do not allow it', async () => {
    for (const options of [{ client: { versions: ['TLS 1.2'] }, server }, {}] as const) {
      const both = pair(options);
      both.server.use((connection) => connection.write(greeting));
      await pump(both);
      expect(kinds(both.server)).not.toContain('writable');
      expect(both.client.data).toEqual(greeting);
    }
  });

  test('more than one key may protect waits for the end of the handshake', async () => {
    const both = pair({ client: { versions: ['TLS 1.3'] }, server: { ...server, keyUpdateAfter: 65 } });
    const long = new Uint8Array(200_000).fill(7);
    both.server.use((connection) => connection.write(long));
    both.server.use((connection) => connection.write(greeting));
    await pump(both);
    expect(both.client.data).toHaveLength(long.length + greeting.length);
    expect(both.client.error).toBeUndefined();
  });

  test('cannot be combined with the authentication of clients', () => {
    const options = {
      crypto: nodeProvider,
      trust,
      credentials: [serverCredential],
      clientAuthentication: 'request',
    } as const;
    expect(() => serverConfig({ ...options, ...server })).toThrow(MisuseError);
  });
});
