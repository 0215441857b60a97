import { expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { integerOf, power } from '../../src/crypto/arithmetic.ts';
import { clientConfig, clientConnection } from '../../src/engine/client-config.ts';
import { Endpoint } from '../../src/engine/testing/endpoint.ts';
import { now, trust } from '../../src/engine/testing/fixtures.ts';
import { pair, pump, serverEnd, type Wire } from '../../src/engine/testing/pair.ts';
import { rsaCredentials as credentials, oldCrypto as crypto, speaking } from './old-ends.ts';

const weak = 'TLS_RSA_WITH_RC4_128_SHA';
const strong = 'TLS_RSA_WITH_AES_128_CBC_SHA';

/** Puts other bytes in the place of some, in the first flights. */
const replacing =
  (from: 'client' | 'server', what: readonly number[], by: readonly number[]): Wire =>
  (bytes, sender) =>
    sender === from && bytes[0] === 22
      ? Uint8Array.from(
          Buffer.from(toHex(bytes).replace(toHex(Uint8Array.from(what)), toHex(Uint8Array.from(by))), 'hex'),
        )
      : bytes;

/** One change after the other. */
const both =
  (...wires: readonly Wire[]): Wire =>
  (bytes, from) =>
    wires.reduce((changed, wire) => wire(changed, from), bytes);

test.each([
  ['TLS 1.0', [3, 1]],
  ['SSL 3.0', [3, 0]],
] as const)(
  '[K05] RFC 5246 §F.1.2: a version rolled back to %s is noticed before any data',
  async (_name, [major, minor]) => {
    const old = speaking(['TLS 1.1', 'TLS 1.0', 'SSL 3.0'], [strong]);
    const ends = pair({ crypto, client: old, server: { ...old, credentials } });
    await pump(ends);
    expect(ends.client.info?.version).toBe('TLS 1.1');
    const attacked = pair({ crypto, client: old, server: { ...old, credentials } });
    // The version of the hello is followed by its random.
    await pump(attacked, (bytes, from) => {
      if (from !== 'client' || bytes[5] !== 1) return bytes;
      return bytes.map((byte, at) => (at === 9 ? major : at === 10 ? minor : byte));
    });
    expect([attacked.client.info, attacked.server.info]).toEqual([undefined, undefined]);
  },
);

test.each([
  // The hellos are in the master secret, so not even the keys fit: RFC 7627 §4.
  ['TLS 1.0', 'bad_record'],
  ['SSL 3.0', 'bad_finished'],
] as const)(
  '[K05] RFC 5246 §F.1.2: a suite of %s that is rolled back on the way is noticed in the end',
  async (version, code) => {
    const old = speaking([version], [strong, weak]);
    const ends = pair({ crypto, client: old, server: { ...old, credentials } });
    await pump(ends, replacing('client', [0, 0x2f, 0, 5], [0, 5, 0, 5]));
    expect([ends.client.info, ends.server.info]).toEqual([undefined, undefined]);
    expect(ends.server.error).toMatchObject({ code });
  },
);

const exported = 'TLS_RSA_EXPORT_WITH_RC4_40_MD5';
const ephemeral = 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA';

/** Vectors behind lengths of two bytes, one after another. */
function vectorsIn(bytes: Uint8Array): readonly Uint8Array[] {
  const vectors = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + (bytes[at] as number) * 256 + (bytes[at + 1] as number);
    vectors.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return vectors;
}

/** What a server of SSL 3.0 signs when keys are agreed on by Diffie-Hellman, as its client accepted it. */
async function signedParameters(): Promise<Uint8Array> {
  let seen = new Uint8Array(0);
  const config = clientConfig({ crypto, trust, ...speaking(['SSL 3.0'], [ephemeral]) });
  const observer = {
    message: ({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }) => {
      if (name === 'ServerKeyExchange') seen = bytes.slice(4);
    },
  };
  const client = new Endpoint(() => clientConnection(config, { serverName: 'server.test', now, observer }));
  const server = serverEnd({ crypto, ...speaking(['SSL 3.0'], [ephemeral]), credentials });
  await pump({ client, server });
  expect(client.info?.version).toBe('SSL 3.0');
  return seen;
}

test('[K05] [K12] Wagner and Schneier 1996, §4.4: read as an RSA key, the signed parameters of Diffie-Hellman give the secret away', async () => {
  // Nothing of what is signed says what it is: a naive client that expects an RSA key takes the first two numbers.
  const [modulus = new Uint8Array(0), exponent = new Uint8Array(0)] = vectorsIn(await signedParameters());
  const [n, e] = [integerOf(modulus), integerOf(exponent)];
  const block = Buffer.concat([Uint8Array.of(0, 2), new Uint8Array(modulus.length - 51).fill(0x5a), new Uint8Array(1)]);
  const secret = integerOf(Buffer.concat([block, new Uint8Array(48).fill(7)]));
  const onTheWire = power(secret, e, n);
  // Whoever listens takes the root, which is easy modulo a prime.
  expect([e, n % 4n]).toEqual([2n, 3n]);
  const root = power(onTheWire, (n + 1n) / 4n, n);
  expect([root, n - root]).toContain(secret);
});

test('[K05] a client that is made to expect an RSA key refuses parameters of Diffie-Hellman, and encrypts nothing to them', async () => {
  const client = speaking(['SSL 3.0'], [exported]);
  const server = { ...speaking(['SSL 3.0'], [ephemeral]), credentials };
  const ends = pair({ crypto, client, server });
  await pump(
    ends,
    both(replacing('client', [0, 3], [0, 0x33]), replacing('server', [0, 0x33, 0, 0x0b], [0, 3, 0, 0x0b])),
  );
  expect(ends.client.info).toBeUndefined();
  expect(ends.client.error).toBeDefined();
  expect(ends.client.messages).not.toContain('> ClientKeyExchange');
});
