import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../base/bytes.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { parseCertificate } from '../certificate.ts';
import { createCertificate } from '../create/certificate.ts';
import { distinguishedName } from '../create/distinguished-name.ts';
import { authorityExtensions, leafExtensions } from '../create/profiles.ts';
import { parsePublicKey } from '../public-key.ts';
import { TrustAnchors } from './anchors.ts';
import { verifyCertificate } from './verify.ts';

describe('RFC 8017 §8.2.2: RSA signatures are compared as a whole', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  const { key: info } = parsePublicKey(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
  const honest = nodeProvider.importPrivateKey(new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })));
  if (honest === undefined || info.kind !== 'rsa') throw new Error('the key is none');
  const name = distinguishedName({ commonName: 'Root' });
  const validity = { notBefore: Date.UTC(2026, 0), notAfter: Date.UTC(2027, 0) };

  /** A server below the root, whose signature this key makes. */
  const leafBy = (key: PrivateKey): Uint8Array => {
    const usual = { names: [{ kind: 'dNSName', value: 'bank.example' }], usages: ['serverAuth'] } as const;
    const extensions = leafExtensions({ provider: nodeProvider, publicKey: info, issuerKey: info, ...usual });
    const subject = distinguishedName({ commonName: 'bank.example' });
    const options = { provider: nodeProvider, publicKey: info, issuer: name, validity };
    return createCertificate({ ...options, subject, signer: { key }, extensions }) as Uint8Array;
  };
  const root = createCertificate({
    provider: nodeProvider,
    subject: name,
    issuer: name,
    publicKey: info,
    signer: { key: honest },
    validity,
    extensions: authorityExtensions({ provider: nodeProvider, publicKey: info }),
  }) as Uint8Array;

  const says = (leaf: Uint8Array): string => {
    const result = verifyCertificate({
      leaf: parseCertificate(leaf),
      intermediates: [],
      anchors: new TrustAnchors([parseCertificate(root)]),
      provider: nodeProvider,
      time: Date.UTC(2026, 6),
      usage: 'server',
      profile: 'web',
    });
    if (!('accepted' in result)) throw new Error('node:crypto answers at once');
    return result.accepted ? 'accepted' : result.code;
  };

  test('CVE-2006-4339: with exponent 3, a cube root of padding, digest and garbage is no signature', () => {
    const forger: PrivateKey = { ...honest, info, sign: (_, tbs) => cubeRoot(kindlyPadded(tbs)) };
    expect(says(leafBy(honest))).toBe('accepted');
    expect(says(leafBy(forger))).toBe('bad_certificate_signature');
  });

  test('CVE-2006-4339: whoever stops reading after the digest is deceived', () => {
    const message = fromHex('00');
    const opened = BigInt(`0x${toHex(cubeRoot(kindlyPadded(message)))}`) ** 3n;
    expect(opened < BigInt(`0x${toHex(info.modulus)}`)).toBe(true);
    expect(opened.toString(16).padStart(512, '0').slice(0, 124)).toBe(toHex(kindlyPadded(message)).slice(0, 124));
  });
});

/** The shortest padding, the digest, and zeros where the padding should have been. */
function kindlyPadded(message: Uint8Array): Uint8Array {
  const digestInfo = fromHex('3031300d060960864801650304020105000420');
  const digest = createHash('sha256').update(message).digest();
  const start = concat(fromHex('0001ffffffffffffffff00'), digestInfo, digest);
  return concat(start, new Uint8Array(256 - start.length));
}

/** The smallest number whose cube is not below; 256 bytes. */
function cubeRoot(bytes: Uint8Array): Uint8Array {
  const wanted = BigInt(`0x${toHex(bytes)}`);
  let [low, high] = [0n, 1n << 683n];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (middle ** 3n < wanted) low = middle + 1n;
    else high = middle;
  }
  return fromHex(low.toString(16).padStart(512, '0'));
}

test('CVE-2020-0601: a key that brings its own curve is no key, even with the parameters of P-256', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' });
  const explicit = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
  expect(() => parsePublicKey(explicit)).toThrow('EC keys must name their curve');
});
