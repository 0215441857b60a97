import { expect, test } from 'vitest';
import { isPromise } from '../../base/awaitable.ts';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { late } from './late.ts';

async function order(seed: number): Promise<readonly number[]> {
  const aead = late(nodeProvider, seed).aead('aes-128-gcm', new Uint8Array(16));
  const settled: number[] = [];
  const jobs = Array.from({ length: 8 }, (_, i) =>
    Promise.resolve(aead?.open(new Uint8Array(12), new Uint8Array(0), new Uint8Array(16))).then(() => settled.push(i)),
  );
  await Promise.all(jobs);
  return settled;
}

test('answers come later, in an order of the seed', async () => {
  const orders = await Promise.all([1, 2, 3, 1].map(order));
  for (const settled of orders) expect([...settled].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(orders[0]).toEqual(orders[3]);
  expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
});

test('what is sealed appears only when the promise settles', async () => {
  const aead = late(nodeProvider, 5).aead('aes-128-gcm', new Uint8Array(16));
  const plaintext = utf8('hello');
  const output = new Uint8Array(21);
  const sealing = aead?.seal(new Uint8Array(12), new Uint8Array(0), plaintext, output);
  plaintext.fill(0);
  expect(output).toEqual(new Uint8Array(21));
  await sealing;
  expect(await aead?.open(new Uint8Array(12), new Uint8Array(0), output)).toEqual(utf8('hello'));
});

test('every key operation answers with a promise, and mistakes reject it', async () => {
  const provider = late(nodeProvider, 9);
  const offer = await provider.keyExchange('x25519')?.offer();
  const answer = await provider.keyExchange('x25519')?.answer(offer?.share ?? new Uint8Array(0));
  const completing = offer?.complete(answer?.share ?? new Uint8Array(0));
  expect(isPromise(completing)).toBe(true);
  expect(await completing).toEqual(answer?.secret);
  const made = await provider.generateKey({ kind: 'ed25519' });
  const key = made && provider.importPublicKey(made.privateKey.info);
  const signing = made?.privateKey.sign({ kind: 'ed25519' }, utf8('a'));
  expect(isPromise(signing)).toBe(true);
  expect(await key?.verify({ kind: 'ed25519' }, utf8('a'), (await signing) ?? new Uint8Array(0))).toBe(true);
  await expect(made?.privateKey.sign({ kind: 'ed448' }, utf8('a'))).rejects.toThrow(MisuseError);
});
