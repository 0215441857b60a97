import { describe, expect, test } from 'vitest';
import { encodePem } from '../../asn1/pem.ts';
import { fromHex } from '../../base/bytes.ts';
import { nodeProvider as provider } from '../../providers/node/index.ts';
import { parseCertificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import { certIDOf, identifies } from '../ocsp/cert-id.ts';
import { parseOcspRequest } from '../ocsp/request.ts';
import { type CertStatus, parseOcspResponse } from '../ocsp/response.ts';
import { hasOpenssl, openssl } from '../testing/openssl.ts';
import { createDevelopmentCa } from './development-ca.ts';
import { createOcspError, createOcspRequest, createOcspResponse } from './ocsp.ts';

const now = Date.now();
const day = 86_400_000;
const nonce = Uint8Array.from({ length: 32 }, (_, i) => i);

describe('OCSP', async () => {
  const ca = await createDevelopmentCa(provider, { now });
  const root = parseCertificate(ca.certificate);
  const leaf = parseCertificate((await ca.issue(['www.example.test'])).chain[0] as Uint8Array);
  const certID = certIDOf(provider, leaf, root);

  const answer = (certStatus: CertStatus): Promise<Uint8Array> | Uint8Array =>
    createOcspResponse({
      provider,
      signer: { key: ca.key },
      responder: root,
      producedAt: now,
      nonce,
      responses: [{ certID, certStatus, thisUpdate: now, nextUpdate: now + day }],
    });

  const statuses: readonly (readonly [string, CertStatus])[] = [
    ['good', { kind: 'good', value: null }],
    ['revoked', { kind: 'revoked', value: { revocationTime: now - day, revocationReason: 'keyCompromise' } }],
    ['unknown', { kind: 'unknown', value: null }],
  ];

  test.each(statuses)('[J14] RFC 6960 §4.2.1: the answer %s is written and read', async (kind, status) => {
    const { responseBytes } = parseOcspResponse(await answer(status));
    const response = responseBytes?.basic?.responses[0];
    expect(response?.certStatus.kind).toBe(kind);
    expect(response && identifies(provider, response.certID, leaf, root)).toBe(true);
    expect(findExtension(responseBytes?.basic?.extensions ?? [], 'ocspNonce')?.value).toEqual(nonce);
  });

  test.skipIf(!hasOpenssl).each(statuses)(
    '[J14] RFC 6960 §4.2: the OpenSSL client accepts the answer %s (skipped without openssl)',
    async (kind, status) => {
      const files = {
        'ca.pem': encodePem('CERTIFICATE', ca.certificate),
        'leaf.pem': encodePem('CERTIFICATE', leaf.der),
        'request.der': createOcspRequest([certID], nonce),
        'response.der': await answer(status),
      };
      const read = [
        '-reqin',
        'request.der',
        '-respin',
        'response.der',
        '-no_nonce',
        '-issuer',
        'ca.pem',
        '-cert',
        'leaf.pem',
      ];
      const { text } = openssl(['ocsp', ...read, '-CAfile', 'ca.pem'], files);
      expect(text).toContain('Response verify OK');
      expect(text).toContain(`leaf.pem: ${kind}`);
    },
  );

  test.skipIf(!hasOpenssl)(
    'RFC 6960 §4.2.2.2: nor does it mind a delegated responder (skipped without openssl)',
    async () => {
      const delegate = await ca.issue(['ocsp.example.test'], { usages: ['OCSPSigning'] });
      const responder = parseCertificate(delegate.chain[0] as Uint8Array);
      const response = await createOcspResponse({
        provider,
        signer: { key: delegate.key },
        responder,
        producedAt: now,
        responses: [{ certID, certStatus: { kind: 'good', value: null }, thisUpdate: now }],
        certs: [responder],
      });
      const files = {
        'ca.pem': encodePem('CERTIFICATE', ca.certificate),
        'leaf.pem': encodePem('CERTIFICATE', leaf.der),
        'response.der': response,
      };
      const read = ['-respin', 'response.der', '-no_nonce', '-issuer', 'ca.pem', '-cert', 'leaf.pem'];
      expect(openssl(['ocsp', ...read, '-CAfile', 'ca.pem'], files).text).toContain('leaf.pem: good');
    },
  );

  test.skipIf(!hasOpenssl)('RFC 6960 §4.1: a request of OpenSSL is read (skipped without openssl)', () => {
    const files = {
      'ca.pem': encodePem('CERTIFICATE', ca.certificate),
      'leaf.pem': encodePem('CERTIFICATE', leaf.der),
    };
    const args = ['ocsp', '-issuer', 'ca.pem', '-cert', 'leaf.pem', '-reqout', 'output'];
    const { output } = openssl(args, files);
    const [request] = parseOcspRequest(output ?? nonce).tbsRequest.value.requestList;
    expect(request && identifies(provider, request.reqCert, leaf, root)).toBe(true);
  });

  const refusals: readonly (readonly [string, string])[] = [
    ['success without an answer', '30030a0100'],
    ['an error with an answer', '30130a0103a00e300c06062b060105050704020500'],
    ['a status that does not exist', '30030a0104'],
    ['an answer that is not DER', '30150a0100a010300e06092b06010505073001010401ff'],
  ];

  test.each(refusals)('RFC 6960 §4.2.1: refused: %s', (_, encoding) => {
    expect(() => parseOcspResponse(fromHex(encoding))).toThrow(expect.objectContaining({ code: 'malformed_ocsp' }));
  });

  test('RFC 6960 §4.2.1: an error has no answer', () => {
    expect(parseOcspResponse(createOcspError('tryLater'))).toEqual({
      responseStatus: 'tryLater',
      responseBytes: undefined,
    });
  });
});
