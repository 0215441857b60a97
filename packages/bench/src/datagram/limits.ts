/** What the runtime itself can carry: bare datagrams, and datagrams that its own AES-128-GCM seals and opens. */

import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { pour, type Spans } from './rates.ts';

type Change = (bytes: Uint8Array) => Uint8Array;

export const bareRate = (spans: Spans): Promise<number> => carried(same, same, spans);

export const sealedRate = (spans: Spans): Promise<number> => carried(seal, open, spans);

async function carried(before: Change, after: Change, spans: Spans): Promise<number> {
  const [from, to] = [createSocket('udp4'), createSocket('udp4')];
  let received = 0;
  to.on('message', (bytes) => {
    received += after(bytes).length;
  });
  to.bind(0, '127.0.0.1');
  await once(to, 'listening');
  const { port } = to.address();
  const send = (bytes: Uint8Array): void => from.send(before(bytes), port, '127.0.0.1');
  const rate = await pour({ send, received: () => received }, spans);
  from.close();
  to.close();
  return rate;
}

const same: Change = (bytes) => bytes;
const key = createSecretKey(randomBytes(16));
const nonce = randomBytes(12);
const tagLength = 16;

/** One nonce for all: this protects nothing, and costs the same. */
function seal(bytes: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const sealed = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([sealed, cipher.getAuthTag()]);
}

function open(bytes: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(bytes.subarray(-tagLength));
  const opened = decipher.update(bytes.subarray(0, -tagLength));
  decipher.final();
  return opened;
}
