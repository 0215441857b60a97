import { expect, test } from 'vitest';
import { authority } from '../engine/testing/fixtures.ts';
import { connectedPair } from '../engine/testing/pair.ts';
import type { Certificate } from '../x509/certificate.ts';
import { legacyStrengthRules } from '../x509/path/checks/strength.ts';
import { legacy } from './legacy.ts';

const short = await authority.issue(['server.test'], { keySpec: { kind: 'rsa', bits: 1024 } });
const credentials = [{ chain: short.chain, key: short.key }];
const old = (weakCertificates: boolean) => legacy({ cipherSuites: [], weakCertificates });

test('RFC 8446 §4.4.2.4: a short RSA key counts for those who say so, and for nobody else', async () => {
  await expect(connectedPair({ client: { legacy: old(false) }, server: { credentials } })).rejects.toMatchObject({
    cause: { code: 'weak_certificate' },
  });
  const { client } = await connectedPair({ client: { legacy: old(true) }, server: { credentials } });
  expect(client.info?.peer?.path).toBeDefined();
});

test('RFC 6151 §2: SHA-1 and DSA count there, MD5 and toys never', () => {
  const faults = (certificate: object) =>
    legacyStrengthRules.map(({ fault }) => fault(certificate as Certificate, { role: 'leaf', usage: 'server' }) || '');
  const signed = (kind: string, hash: string, bytes = 128) => ({
    subjectPublicKeyInfo: { key: { kind: 'dsa', p: new Uint8Array(bytes).fill(255) } },
    signatureScheme: { kind, hash },
    signatureAlgorithm: { algorithm: '' },
  });
  expect(faults(signed('rsa-pkcs1', 'sha1'))).toEqual(['', '']);
  expect(faults(signed('dsa', 'sha1'))).toEqual(['', '']);
  expect(faults(signed('rsa-pkcs1', 'md5', 64))).toEqual([
    'has a DSA key of 512 bits; 1024 to 3072 are accepted',
    'is signed with MD5',
  ]);
});
