/** What the runtime itself can do: the datagrams of a handshake and of data, with its bare cryptography and without. */

import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { inTime, type Subject } from './subject.ts';

/** What is done beside carrying datagrams. */
interface Work {
  /** Where the client has the server's first answer, the server's flight, and where the server has the client's. */
  readonly shake: (step: 'server speaks' | 'client answers' | 'server concludes') => void;
  readonly seal: (bytes: Uint8Array) => Uint8Array;
  readonly open: (bytes: Uint8Array) => Uint8Array;
}

export const bareDatagrams = (): Promise<Subject> =>
  limit('node:dgram alone', { shake: () => {}, seal: (bytes) => bytes, open: (bytes) => bytes });

export const bareCryptography = (): Promise<Subject> =>
  limit('node:dgram and bare node:crypto', { shake: keyExchange(), seal, open });

async function limit(name: string, work: Work): Promise<Subject> {
  let received = 0;
  const server = createSocket('udp4');
  server.on('message', (bytes, { port, address }) => {
    const [step = data] = bytes;
    if (step === data) received += work.open(bytes).length;
    if (step === 1) work.shake('server speaks');
    if (step === 2) work.shake('server concludes');
    const answer = answers[step];
    if (answer !== undefined) server.send(answer, port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return {
    name,
    async join() {
      const client = createSocket('udp4');
      await inTime((done) => shakeHands(client, port, work, done));
      return {
        send: (bytes) => client.send(work.seal(bytes), port, '127.0.0.1'),
        received: () => received,
        close: () => client.close(),
      };
    },
    close: () => server.close(),
  };
}

/** Three datagrams in each direction, as long as ours, whose first byte says which they are. */
function shakeHands(client: Socket, port: number, work: Work, done: () => void): void {
  let step = 0;
  const say = (): void => client.send(questions[step] as Uint8Array, port, '127.0.0.1');
  client.on('message', () => {
    step++;
    if (step === 2) work.shake('client answers');
    if (step === questions.length) done();
    else say();
  });
  say();
}

/** Two fresh X25519 keys, two agreements, one signature with P-256, which is verified: both ends together. */
function keyExchange(): Work['shake'] {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let server = generateKeyPairSync('x25519');
  let client = server;
  let signature = randomBytes(0);
  const agree = (ours: KeyObject, theirs: KeyObject): void => {
    const publicKey = createPublicKey({ key: theirs.export({ format: 'jwk' }), format: 'jwk' });
    diffieHellman({ privateKey: ours, publicKey });
  };
  return (step) => {
    switch (step) {
      case 'server speaks':
        server = generateKeyPairSync('x25519');
        signature = sign('sha256', signed, own.privateKey);
        return;
      case 'client answers':
        verify('sha256', signed, own.publicKey, signature);
        client = generateKeyPairSync('x25519');
        return agree(client.privateKey, server.publicKey);
      case 'server concludes':
        return agree(server.privateKey, client.publicKey);
    }
  };
}

/** One nonce for all: this protects nothing, and costs the same. */
function seal(bytes: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const sealed = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([marked, sealed, cipher.getAuthTag()]);
}

function open(bytes: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(bytes.subarray(-tagLength));
  const opened = decipher.update(bytes.subarray(1, -tagLength));
  decipher.final();
  return opened;
}

const key = createSecretKey(randomBytes(16));
const nonce = randomBytes(12);
const tagLength = 16;
const signed = Buffer.alloc(130, 1);
const datagram = (length: number, first: number): Uint8Array => Buffer.alloc(length).fill(first, 0, 1);
const data = 0x5a;
const marked = Buffer.of(data);
const questions = [datagram(140, 0), datagram(180, 1), datagram(150, 2)] as const;
const answers = [datagram(60, 0), datagram(800, 1), datagram(75, 2)] as const;
