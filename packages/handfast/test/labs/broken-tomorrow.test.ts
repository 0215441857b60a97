import { expect, test } from 'vitest';
import { connectedPair } from '../../src/engine/testing/pair.ts';

test('[K22] RFC 8446 §E.1: unless told otherwise both sides agree on keys that a quantum computer does not open', async () => {
  const { client, server } = await connectedPair();
  expect(client.info?.group).toBe('X25519MLKEM768');
  expect(server.info?.group).toBe('X25519MLKEM768');
});
