import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DerType } from '../asn1/element.ts';
import { oid } from '../asn1/object-names.ts';
import { parseDer } from '../asn1/parse.ts';
import { parsePemOf } from '../asn1/pem.ts';
import { toHex } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { nodeProvider as provider } from '../providers/node/index.ts';
import { encode } from '../wire/codec.ts';
import { parseCertificate } from './certificate.ts';
import { certificate } from './certificate-codec.ts';
import { createCrl } from './create/crl.ts';
import { createDevelopmentCa } from './create/development-ca.ts';
import { createOcspRequest, createOcspResponse } from './create/ocsp.ts';
import { createCertificationRequest } from './create/request.ts';
import { certificateList } from './crl-codec.ts';
import { extensionOf } from './extensions/codec.ts';
import { extensionTypes } from './extensions/table.ts';
import { certIDOf } from './ocsp/cert-id.ts';
import { ocspRequest } from './ocsp/request.ts';
import { parseOcspResponse } from './ocsp/response.ts';
import { basicOCSPResponse } from './ocsp/response-codec.ts';
import { oneAsymmetricKey } from './pkcs8.ts';
import { certificationRequest } from './request.ts';

describe('X.690 §10: what is accepted has one encoding only, however the bytes are changed', async () => {
  const now = Date.UTC(2026, 0);
  const ca = await createDevelopmentCa(provider, { now });
  const root = parseCertificate(ca.certificate);
  const { chain, pkcs8, key } = await ca.issue(['example.test', '10.0.0.1']);
  const leaf = parseCertificate(chain[0] as Uint8Array);
  const signer = { key: ca.key };
  const certID = certIDOf(provider, leaf, root);
  const status = { kind: 'revoked', value: { revocationTime: now, revocationReason: 'superseded' } } as const;
  const response = await createOcspResponse({
    provider,
    signer,
    responder: root,
    producedAt: now,
    responses: [{ certID, certStatus: status, thisUpdate: now, nextUpdate: now }],
    certs: [root],
  });
  const crl = await createCrl({
    provider,
    issuer: root.subject,
    signer,
    thisUpdate: now,
    nextUpdate: now,
    cRLNumber: Uint8Array.of(1),
    revoked: [{ serialNumber: leaf.serialNumber, revocationDate: now, reason: 'keyCompromise' }],
    issuingDistributionPoint: { onlyContainsUserCerts: true },
  });
  const request = await createCertificationRequest({
    subject: leaf.subject,
    signer: { key },
    extensions: [extensionOf('extKeyUsage', [oid.serverAuth])],
  });

  const samples: readonly (readonly [string, DerType<unknown>, Uint8Array])[] = [
    ['a leaf', certificate, leaf.der],
    ['a root', certificate, parsePemOf('CERTIFICATE', rootCertificates[0] as string)[0] as Uint8Array],
    ['a CRL', certificateList, crl],
    ['an OCSP request', ocspRequest, createOcspRequest([certID], Uint8Array.of(1, 2, 3))],
    ['an OCSP response', basicOCSPResponse, parseOcspResponse(response).responseBytes?.response ?? response],
    ['a request', certificationRequest, request],
    ['a private key', oneAsymmetricKey, pkcs8],
  ];

  test.each(samples)('%s', (_, type, bytes) => {
    expect(toHex(encode(type, parseDer(type, bytes)))).toBe(toHex(bytes));
    fc.assert(
      fc.property(fc.array(change(bytes.length), { minLength: 1, maxLength: 2 }), (changes) => {
        const changed = bytes.slice();
        for (const [at, value] of changes) changed[at] = value;
        const accepted = accept(type, changed);
        if (accepted) expect(toHex(encode(type, accepted.value))).toBe(toHex(changed));
      }),
      { numRuns: 1000 },
    );
  });

  test('the values of extensions too, but for zero bits at the end of keyUsage', () => {
    fc.assert(
      fc.property(change(leaf.der.length), ([at, value]) => {
        const changed = leaf.der.slice();
        changed[at] = value;
        const accepted = accept(certificate, changed);
        for (const { name, value: meaning, extnValue } of accepted?.value.extensions ?? []) {
          if (name === 'unknown' || name === 'keyUsage') continue;
          const type: DerType<unknown> = extensionTypes[name];
          expect(toHex(encode(type, meaning))).toBe(toHex(extnValue));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** One byte at one place; mostly values that mean something in DER. */
const change = (length: number): fc.Arbitrary<readonly [at: number, value: number]> =>
  fc.tuple(
    fc.nat({ max: length - 1 }),
    fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x30, 0x31, 0x7f, 0x80, 0x81, 0xa0, 0xff)),
  );

function accept<T>(type: DerType<T>, bytes: Uint8Array): { readonly value: T } | undefined {
  try {
    return { value: parseDer(type, bytes) };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
