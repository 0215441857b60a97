/** What must not tell secrets by its time, each with the two kinds of input that an attacker would tell apart. */

import { randomBytes } from 'node:crypto';
import { clientConfig, clientConnection, serverConfig, serverConnection } from 'handfast';
import { nodeProvider } from 'handfast/providers/node';
import { TicketKeyRing } from 'handfast/session';
import { built } from './built.ts';
import type { Subject } from './leak-test.ts';

export interface Case {
  readonly title: string;
  readonly classes: string;
  /** Leaks on purpose: shows that the test can see. */
  readonly isControl?: boolean;
  make(): Subject | Promise<Subject>;
}

const { equalBytes } = await built<typeof import('../../../handfast/src/base/bytes.ts')>('base/bytes.ts');
const { protectionLegacy } =
  await built<typeof import('../../../handfast/src/record/protection-legacy.ts')>('record/protection-legacy.ts');
const { versionNamed } =
  await built<typeof import('../../../handfast/src/registry/versions.ts')>('registry/versions.ts');
const { suiteByName } =
  await built<typeof import('../../../handfast/src/registry/cipher-suites.ts')>('registry/cipher-suites.ts');
const { decryptPremaster, selectPremaster } =
  await built<typeof import('../../../handfast/src/crypto/pkcs1-v15.ts')>('crypto/pkcs1-v15.ts');
const { run } = await built<typeof import('../../../handfast/src/base/awaitable.ts')>('base/awaitable.ts');

/** Nothing that is computed may be optimized away. */
let sink = 0;

const mac = randomBytes(32);

/** A comparison with a MAC that is wrong in its first or in its last byte. */
const comparison = (compare: (left: Uint8Array, right: Uint8Array) => boolean, repeats: number): Subject => {
  const came = Uint8Array.from(mac);
  return {
    repeats,
    prepare(isSecond) {
      came.set(mac);
      came[isSecond ? 31 : 0] = (mac[isSecond ? 31 : 0] as number) ^ 1;
    },
    run: () => {
      sink += compare(mac, came) ? 1 : 0;
    },
  };
};

function leakyEqual(left: Uint8Array, right: Uint8Array): boolean {
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

function ticketSubject(): Subject {
  const ring = new TicketKeyRing({ crypto: nodeProvider });
  const now = Date.now();
  const ticket = ring.seal(randomBytes(300), now) as Uint8Array;
  const came = Uint8Array.from(ticket);
  return {
    repeats: 1,
    prepare(isSecond) {
      came.set(ticket);
      const at = isSecond ? ticket.length - 1 : ticket.length - 16;
      came[at] = (ticket[at] as number) ^ 1;
    },
    run: () => {
      sink += ring.open(came, now) === undefined ? 1 : 0;
    },
  };
}

/** A whole ClientHello, whose binder is wrong in its first or in its last byte. */
function binderSubject(): Subject {
  const psks = [{ identity: 'timing', key: randomBytes(32) }];
  const common = { crypto: nodeProvider, psks, groups: ['x25519'], versions: ['TLS 1.3'] } as const;
  const now = Date.now();
  const output = clientConnection(clientConfig(common), { serverName: 'localhost', now })
    .take()
    .find(({ type }) => type === 'send');
  const hello = output?.type === 'send' ? output.bytes : new Uint8Array();
  const config = serverConfig(common);
  const came = Uint8Array.from(hello);
  return {
    repeats: 1,
    prepare(isSecond) {
      came.set(hello);
      // The binders are the last field of the message.
      const at = isSecond ? hello.length - 1 : hello.length - 32;
      came[at] = (hello[at] as number) ^ 1;
    },
    run() {
      const connection = serverConnection(config, { now });
      connection.receive(came);
      sink += connection.take().length;
    },
  };
}

/** A record of CBC whose MAC is wrong behind long padding, or whose padding is wrong: Lucky Thirteen. */
function cbcSubject(): Subject {
  const suite = suiteByName('TLS_RSA_WITH_AES_128_CBC_SHA');
  if (suite === undefined) throw new Error('a suite has lost its name');
  const key = randomBytes(16);
  const keys = () => ({ mac: new Uint8Array(20), key: Uint8Array.from(key), iv: new Uint8Array() });
  const protector = protectionLegacy(nodeProvider, versionNamed('TLS 1.2'), suite, keys());
  const iv = randomBytes(16);
  const cipher = nodeProvider.blockCipher?.('aes-128-cbc', key);
  if (cipher === undefined) throw new Error('Node has no AES');
  const fragment = (plaintext: Uint8Array): Uint8Array => Buffer.concat([iv, cipher.encrypt(iv, plaintext)]);
  const good = fragment(new Uint8Array(512).fill(255, 256));
  const bad = fragment(new Uint8Array(512).fill(255, 257));
  const came = Uint8Array.from(good);
  const header = Uint8Array.of(23, 3, 3, came.length >> 8, came.length & 0xff);
  return {
    repeats: 1,
    prepare: (isSecond) => came.set(isSecond ? bad : good),
    run() {
      try {
        void protector.open(0, header, came);
      } catch {
        sink++;
      }
    },
  };
}

const premaster = Uint8Array.from({ length: 48 }, (_, i) => (i < 2 ? 3 : i));
const encoded = (isWrong: boolean): Uint8Array => {
  const block = new Uint8Array(256).fill(0x55);
  block.set([0, isWrong ? 1 : 2]);
  block[207] = 0;
  block.set(premaster, 208);
  return block;
};

/** Taking the secret out of what RSA gave: with the right padding, or with another type of block. */
function depaddingSubject(): Subject {
  const [good, bad] = [encoded(false), encoded(true)];
  const came = Uint8Array.from(good);
  const substitute = randomBytes(48);
  return {
    repeats: 8,
    prepare: (isSecond) => came.set(isSecond ? bad : good),
    run: () => {
      sink += selectPremaster(came, 0x0303, substitute)[5] as number;
    },
  };
}

/** The whole decryption: each class has many ciphertexts, for the time of RSA itself depends on its input. */
async function rsaSubject(): Promise<Subject> {
  const { privateKey } = (await nodeProvider.generateKey({ kind: 'rsa', bits: 2048 })) ?? {};
  if (privateKey?.info.kind !== 'rsa') throw new Error('Node makes no RSA keys');
  const { modulus, exponent } = privateKey.info;
  const encrypt = (block: Uint8Array): Uint8Array => power(block, exponent, modulus);
  const pool = (isWrong: boolean): readonly Uint8Array[] =>
    Array.from({ length: 200 }, () => {
      const block = encoded(isWrong);
      block.set(
        randomBytes(100).map((byte) => byte | 1),
        10,
      );
      return encrypt(block);
    });
  const pools = [pool(false), pool(true)] as const;
  let came = pools[0][0] as Uint8Array;
  return {
    repeats: 1,
    prepare(isSecond) {
      came = pools[isSecond ? 1 : 0][Math.floor(Math.random() * 200)] as Uint8Array;
    },
    run() {
      const secret = run(decryptPremaster(privateKey, came, 0x0303, nodeProvider.random));
      sink += secret instanceof Uint8Array ? (secret[9] as number) : 0;
    },
  };
}

/** `base ** exponent % modulus`, all big-endian. */
function power(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Uint8Array {
  const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const n = number(modulus);
  let [result, square] = [1n, number(base) % n];
  for (let left = number(exponent); left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return Buffer.from(result.toString(16).padStart(2 * modulus.length, '0'), 'hex');
}

const wrongByte = 'first byte wrong, last byte wrong';

export const cases: readonly Case[] = [
  {
    title: 'A comparison that stops at the first difference',
    classes: wrongByte,
    isControl: true,
    make: () => comparison(leakyEqual, 32),
  },
  {
    title: 'Comparison of MACs, Finished and binders (`equalBytes`)',
    classes: wrongByte,
    make: () => comparison(equalBytes, 32),
  },
  { title: 'PSK binder, in a whole ClientHello', classes: wrongByte, make: binderSubject },
  { title: 'Opening a ticket', classes: `tag: ${wrongByte}`, make: ticketSubject },
  {
    title: 'Opening a record of CBC with HMAC-SHA-1',
    classes: 'MAC wrong behind 256 bytes of padding, padding wrong',
    make: cbcSubject,
  },
  {
    title: 'RSA: taking the padding off',
    classes: 'right, wrong type of block',
    make: depaddingSubject,
  },
  { title: 'RSA: decryption and padding', classes: 'right, wrong type of block', make: rsaSubject },
];

/** What was computed, so that it had to be. */
export const computed = (): number => sink;
