import { expect, test } from 'vitest';
import { pair, pump } from '../../engine/testing/pair.ts';
import { isGrease } from '../../registry/grease.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';

test('RFC 8701 §3.1: a client sprinkles reserved values over every list that a server must search', async () => {
  const hellos: ClientHello[] = [];
  const message = ({ name, body }: { readonly name: string; readonly body: unknown }): void => {
    if (name === 'ClientHello') hellos.push(body as ClientHello);
  };
  const both = pair({ client: { grease: true, observer: { message } } });
  await pump(both);
  expect(both.client.error ?? both.server.error).toBeUndefined();
  const [{ cipherSuites, extensions = {} } = { cipherSuites: [], extensions: {} }] = hellos;
  const { supported_groups, signature_algorithms, supported_versions, key_share } = extensions;
  const shares = key_share?.map(({ group }) => group);
  for (const list of [cipherSuites, supported_groups, signature_algorithms, supported_versions, shares]) {
    expect(list?.filter(isGrease)).toHaveLength(1);
  }
});
