import { createHmac, pbkdf2Sync } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { oid } from '../../asn1/object-names.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { parseDer } from '../../asn1/parse.ts';
import { encodePem } from '../../asn1/pem.ts';
import { fromHex } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { nodeProvider as provider } from '../../providers/node/index.ts';
import { encode } from '../../wire/codec.ts';
import { createDevelopmentCa } from '../create/development-ca.ts';
import { hasOpenssl, openssl } from '../testing/openssl.ts';
import { pfx } from './pkcs12-codec.ts';
import { readPkcs12 } from './pkcs12-read.ts';
import { writePkcs12 } from './pkcs12-write.ts';

const password = 'contraseña €';

describe('RFC 7292: PKCS #12', async () => {
  const ca = await createDevelopmentCa(provider, { now: Date.UTC(2026, 0) });
  const { chain, pkcs8 } = await ca.issue(['example.test']);
  const leaf = chain[0] as Uint8Array;
  const certificates = [leaf, ca.certificate];
  const file = writePkcs12(provider, { pkcs8, certificates, password, friendlyName: 'example', iterations: 1000 });

  test('what is written is read', () => {
    const { keys, certificates: read } = readPkcs12(provider, file, password);
    expect(keys).toEqual([{ pkcs8, friendlyName: 'example', localKeyID: Uint8Array.of(1) }]);
    expect(read.map(({ der }) => der)).toEqual(certificates);
    expect(read.map(({ localKeyID }) => localKeyID)).toEqual([Uint8Array.of(1), undefined]);
  });

  test('§4: nothing is read with the wrong password or from a changed file', () => {
    expect(() => readPkcs12(provider, file, 'contrasena €')).toThrow(MisuseError);
    const changed = file.slice();
    const at = 200;
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => readPkcs12(provider, changed, password)).toThrow();
    expect(() => readPkcs12(provider, file.slice(0, -1), password)).toThrow(
      expect.objectContaining({ code: 'malformed_pkcs12' }),
    );
  });

  test('Node reads what we write', () => {
    expect(() => createSecureContext({ pfx: Buffer.from(file), passphrase: password })).not.toThrow();
    expect(() => createSecureContext({ pfx: Buffer.from(file), passphrase: 'wrong' })).toThrow();
  });

  test('RFC 9579 §4: a MAC by PBKDF2', () => {
    const content = parseDer(octetString, parseDer(pfx, file).authSafe.content);
    const salt = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const key = pbkdf2Sync(password, salt, 2048, 32, 'sha256');
    const digest = new Uint8Array(createHmac('sha256', key).update(content).digest());
    // PBMAC1-params with PBKDF2 (2048 iterations, 32 bytes, HMAC-SHA-256) and HMAC-SHA-256, as RFC 9579 §7 has them.
    const kdf = '302c06092a864886f70d01050c301f0408010203040506070802020800020120300c06082a864886f70d02090500';
    const parameters = fromHex(`303c${kdf}300c06082a864886f70d02090500`);
    const mac = { digestAlgorithm: { algorithm: oid.pbmac1, parameters }, digest };
    const macData = { mac, macSalt: new Uint8Array(0), iterations: 1 };
    const other = encode(pfx, { ...parseDer(pfx, file), macData });
    expect(readPkcs12(provider, other, password).keys).toHaveLength(1);
    expect(() => readPkcs12(provider, other, 'wrong')).toThrow(MisuseError);
  });

  const files = {
    'key.pem': encodePem('PRIVATE KEY', pkcs8),
    'leaf.pem': encodePem('CERTIFICATE', leaf),
    'ca.pem': encodePem('CERTIFICATE', ca.certificate),
  };
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['as it does by itself', []],
    ['with SHA-512 and AES-128', ['-macalg', 'sha512', '-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC']],
    ['without encryption', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
  ];

  test.skipIf(!hasOpenssl).each(ways)('we read what OpenSSL writes %s (skipped without openssl)', (_, options) => {
    const args = [
      'pkcs12',
      '-export',
      '-inkey',
      'key.pem',
      '-in',
      'leaf.pem',
      '-certfile',
      'ca.pem',
      '-name',
      'example',
    ];
    const { output } = openssl([...args, '-passout', `pass:${password}`, '-out', 'output', ...options], files);
    const read = readPkcs12(provider, output ?? file.subarray(0, 0), password);
    expect(read.keys[0]).toMatchObject({ pkcs8, friendlyName: 'example' });
    expect(read.certificates.map(({ der }) => der)).toEqual(certificates);
  });

  test.skipIf(!hasOpenssl)('old ciphers are refused in words (skipped without openssl)', () => {
    const args = ['pkcs12', '-export', '-inkey', 'key.pem', '-in', 'leaf.pem', '-keypbe', 'PBE-SHA1-3DES'];
    const { output } = openssl([...args, '-passout', `pass:${password}`, '-out', 'output'], files);
    expect(() => readPkcs12(provider, output ?? file, password)).toThrow(/PBES2/);
    const bare = openssl([...args.slice(0, -2), '-nomac', '-passout', `pass:${password}`, '-out', 'output'], files);
    expect(() => readPkcs12(provider, bare.output ?? file, password)).toThrow(/no MAC/);
  });
});
