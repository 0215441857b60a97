import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { KeySpec, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import { nodeProvider } from './provider.ts';

const data = utf8('to be signed');
const pss = { kind: 'rsa-pss', hash: 'sha256', saltLength: 32 } as const;

const kinds: readonly (readonly [KeySpec, readonly SignatureAlgorithm[]])[] = [
  [{ kind: 'ec', curve: 'secp256r1' }, [{ kind: 'ecdsa', hash: 'sha256' }]],
  [{ kind: 'ec', curve: 'secp384r1' }, [{ kind: 'ecdsa', hash: 'sha384' }]],
  [{ kind: 'ec', curve: 'secp521r1' }, [{ kind: 'ecdsa', hash: 'sha512' }]],
  [{ kind: 'ed25519' }, [{ kind: 'ed25519' }]],
  [{ kind: 'ed448' }, [{ kind: 'ed448' }]],
  [{ kind: 'rsa', bits: 2048 }, [{ kind: 'rsa-pkcs1', hash: 'sha256' }, pss]],
  [{ kind: 'rsa-pss', bits: 2048 }, [pss]],
];
const everyAlgorithm = kinds.flatMap(([, algorithms]) => algorithms);

test.each(kinds)('%o: a fresh key signs what its public half verifies, and nothing else', async (spec, algorithms) => {
  const made = await nodeProvider.generateKey(spec);
  const privateKey = made && nodeProvider.importPrivateKey(made.pkcs8);
  if (privateKey === undefined) throw new Error('no key');
  expect(privateKey.info).toEqual(made?.privateKey.info);
  expect(privateKey.info.kind).toBe(spec.kind);
  const publicKey = nodeProvider.importPublicKey(privateKey.info);
  for (const algorithm of algorithms) {
    const signature = await privateKey.sign(algorithm, data);
    expect(signature.constructor).toBe(Uint8Array);
    expect(publicKey?.verify(algorithm, data, signature)).toBe(true);
    expect(publicKey?.verify(algorithm, utf8('something else'), signature)).toBe(false);
    expect(publicKey?.verify(algorithm, data, signature.subarray(1))).toBe(false);
    expect(publicKey?.verify(algorithm, data, new Uint8Array(0))).toBe(false);
  }
  for (const other of everyAlgorithm.filter(({ kind }) => !algorithms.some((own) => own.kind === kind))) {
    expect(() => privateKey.sign(other, data)).toThrow(MisuseError);
    expect(publicKey?.verify(other, data, new Uint8Array(64))).toBe(false);
  }
});

test('RFC 5958 §2: what is no private key that signs is not imported', async () => {
  const made = await nodeProvider.generateKey({ kind: 'ed25519' });
  const pkcs8 = made?.pkcs8 ?? new Uint8Array(0);
  for (let length = 0; length < pkcs8.length; length++) {
    expect(nodeProvider.importPrivateKey(pkcs8.subarray(0, length))).toBeUndefined();
  }
  expect(nodeProvider.importPrivateKey(made?.spki ?? new Uint8Array(0))).toBeUndefined();
  expect(nodeProvider.importPrivateKey(utf8('-----BEGIN PRIVATE KEY-----'))).toBeUndefined();
});

test('RFC 8017 §9.1.1: a key that is too small for its hash and salt is misuse', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 });
  const small = nodeProvider.importPrivateKey(privateKey.export({ format: 'der', type: 'pkcs8' }));
  expect(() => small?.sign({ kind: 'rsa-pss', hash: 'sha512', saltLength: 64 }, data)).toThrow(MisuseError);
});
