import { expect, test } from 'vitest';
import { pair, pump } from '../../engine/testing/pair.ts';
import { Returning } from '../../engine/testing/returning.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { isGrease } from '../../registry/grease.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { shuffled } from './shuffle.ts';

/** The names of the extensions in each ClientHello, in their order. */
function listener() {
  const orders: string[][] = [];
  const message = ({ name, body }: { readonly name: string; readonly body: unknown }): void => {
    if (name === 'ClientHello') orders.push(Object.keys((body as ClientHello).extensions ?? {}));
  };
  return { orders, observer: { message } };
}

test('RFC 8446 §4.2: extensions come in any order, all of them, if the client wants that', async () => {
  const { orders, observer } = listener();
  const orderly = listener();
  for (let i = 0; i < 4; i++) {
    const both = pair({ client: { shuffleExtensions: true, observer } });
    await pump(both);
    expect(both.client.info?.version).toBe('TLS 1.3');
    await pump(pair({ client: { observer: orderly.observer } }));
  }
  expect(new Set(orders.map((names) => names.join())).size).toBeGreaterThan(1);
  expect(new Set(orders.map((names) => [...names].sort().join())).size).toBe(1);
  expect(new Set(orderly.orders.map((names) => names.join())).size).toBe(1);
});

test('RFC 8701 §3.1, RFC 8446 §4.1.2: grease stays at both ends, and a second hello keeps the order of the first', async () => {
  const { orders, observer } = listener();
  const client = { shuffleExtensions: true, grease: true, observer, keyShares: ['x25519'] } as const;
  const both = pair({ client, server: { groups: ['secp256r1'] } });
  await pump(both);
  expect(both.client.info?.retried).toBe(true);
  const [first = [], second = []] = orders;
  expect(second).toEqual(first);
  expect([first[0], first.at(-1)].every((name) => isGrease(Number(name)))).toBe(true);
});

test('RFC 8446 §4.2.11: pre_shared_key stays the last', async () => {
  const { orders, observer } = listener();
  const returning = new Returning({ client: { shuffleExtensions: true, observer } });
  await returning.visit();
  const { client } = await returning.visit();
  expect(client.info?.resumed).toBe(true);
  expect(orders[1]?.at(-1)).toBe('pre_shared_key');
});

test('every order may come', () => {
  const orders = Array.from({ length: 300 }, () =>
    Object.keys(
      shuffled(nodeProvider, { cookie: new Uint8Array(1), early_data: {}, padding: new Uint8Array(0) }),
    ).join(),
  );
  expect(new Set(orders).size).toBe(6);
});
