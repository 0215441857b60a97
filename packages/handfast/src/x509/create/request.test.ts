import { describe, expect, test } from 'vitest';
import { oid } from '../../asn1/object-names.ts';
import { encodePem, parsePemOf } from '../../asn1/pem.ts';
import { nodeProvider as provider } from '../../providers/node/index.ts';
import { extensionOf } from '../extensions/codec.ts';
import { findExtension } from '../extensions/extension.ts';
import { nameText } from '../name-text.ts';
import { parseCertificationRequest, verifyCertificationRequest } from '../request.ts';
import { hasOpenssl, openssl } from '../testing/openssl.ts';
import { distinguishedName } from './distinguished-name.ts';
import { createCertificationRequest } from './request.ts';
import { subjectName } from './subject-names.ts';

describe('PKCS #10', async () => {
  const generated = await provider.generateKey({ kind: 'ec', curve: 'secp256r1' });
  if (!generated) throw new Error('no EC keys here');
  const request = await createCertificationRequest({
    subject: distinguishedName({ commonName: 'www.example.test' }),
    signer: { key: generated.privateKey },
    extensions: [extensionOf('subjectAltName', [subjectName('www.example.test'), subjectName('10.0.0.1')])],
  });

  test('RFC 2986 §4: a request says what it was asked to say, and proves the key', async () => {
    const parsed = parseCertificationRequest(request);
    expect(nameText(parsed.subject)).toBe('CN=www.example.test');
    expect(findExtension(parsed.extensions, 'subjectAltName')?.value).toHaveLength(2);
    expect(await verifyCertificationRequest(provider, parsed)).toBe(true);
    const forged = { ...parsed, tbs: parsed.tbs.map((byte, index) => (index === 20 ? byte ^ 1 : byte)) };
    expect(await verifyCertificationRequest(provider, forged)).toBe(false);
  });

  test('RFC 2985 §5.4.2: two requests for extensions are refused', async () => {
    const extensionRequest = { type: oid.extensionRequest, values: [Uint8Array.of(0x30, 0)] };
    const twice = await createCertificationRequest({
      subject: distinguishedName({}),
      signer: { key: generated.privateKey },
      attributes: [extensionRequest, extensionRequest],
    });
    const refuse = (): unknown => parseCertificationRequest(twice);
    expect(refuse).toThrow(expect.objectContaining({ code: 'malformed_request' }));
    expect(refuse).toThrow('two requests for extensions');
  });

  test.skipIf(!hasOpenssl)('OpenSSL verifies it (skipped without openssl)', () => {
    const files = { 'request.pem': encodePem('CERTIFICATE REQUEST', request) };
    const { text } = openssl(['req', '-in', 'request.pem', '-verify', '-noout', '-text'], files);
    expect(text).toMatch(/verify OK/i);
    expect(text).toContain('IP Address:10.0.0.1');
  });

  test.skipIf(!hasOpenssl)('a request of OpenSSL is read (skipped without openssl)', async () => {
    const subject = ['-subj', '/C=ES/CN=other.test', '-addext', 'subjectAltName=DNS:other.test'];
    const { text } = openssl(['req', '-new', '-newkey', 'ed25519', '-nodes', '-keyout', 'key.pem', ...subject]);
    const parsed = parseCertificationRequest(parsePemOf('CERTIFICATE REQUEST', text)[0] as Uint8Array);
    expect(nameText(parsed.subject)).toBe('CN=other.test,C=ES');
    expect(await verifyCertificationRequest(provider, parsed)).toBe(true);
  });
});
