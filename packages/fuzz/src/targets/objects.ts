/** Certificates and what belongs to them, made with toy keys: what inputs begin with. */

import type { PublicKeyInfo } from '../../../handfast/src/crypto/algorithms.ts';
import { encode } from '../../../handfast/src/wire/codec.ts';
import { type Certificate, parseCertificate } from '../../../handfast/src/x509/certificate.ts';
import { createCertificate } from '../../../handfast/src/x509/create/certificate.ts';
import { createCrl, type Revocation } from '../../../handfast/src/x509/create/crl.ts';
import { distinguishedName } from '../../../handfast/src/x509/create/distinguished-name.ts';
import { createOcspError, createOcspRequest, createOcspResponse } from '../../../handfast/src/x509/create/ocsp.ts';
import { authorityExtensions } from '../../../handfast/src/x509/create/profiles.ts';
import { createCertificationRequest } from '../../../handfast/src/x509/create/request.ts';
import { extensionOf } from '../../../handfast/src/x509/extensions/codec.ts';
import type { Extension } from '../../../handfast/src/x509/extensions/extension.ts';
import type { Name } from '../../../handfast/src/x509/name.ts';
import { certIDOf } from '../../../handfast/src/x509/ocsp/cert-id.ts';
import type { CertStatus } from '../../../handfast/src/x509/ocsp/response.ts';
import { encryptPrivateKey } from '../../../handfast/src/x509/password/encrypted-key.ts';
import { writePkcs12 } from '../../../handfast/src/x509/password/pkcs12-write.ts';
import { oneAsymmetricKey } from '../../../handfast/src/x509/pkcs8.ts';
import { encodePublicKey } from '../../../handfast/src/x509/public-key.ts';
import { credential, now, root } from './flows/fixtures.ts';
import { toyProvider } from './toy-provider.ts';

const provider = toyProvider;
const { key } = credential;
const signer = { key };
const day = 86_400_000;
const dates = { thisUpdate: now - day, nextUpdate: now + day };

/** The development CA's leaf. */
export const leaf = parseCertificate(credential.chain[0] as Uint8Array);

/** A chain of four with policies, constraints and everything else that path validation looks at. */
export const chain: readonly Certificate[] = buildChain();

function buildChain(): readonly Certificate[] {
  const names = ['Root', 'Upper', 'Lower'].map((commonName) => distinguishedName({ commonName }));
  const [rootName, upperName, lowerName] = names as [Name, Name, Name];
  const authority = authorityExtensions({ provider, publicKey: key.info });
  const policies = extensionOf('certificatePolicies', [{ policyIdentifier: '1.2.3' }]);
  const constraints = extensionOf(
    'nameConstraints',
    { permittedSubtrees: [{ base: { kind: 'dNSName', value: 'test' }, minimum: 0 }] },
    true,
  );
  const make = (subject: Name, issuer: Name, extensions: readonly Extension[]): Certificate =>
    parseCertificate(
      createCertificate({
        provider,
        subject,
        issuer,
        publicKey: key.info,
        signer,
        validity: { notBefore: now - day, notAfter: now + 300 * day },
        extensions,
      }) as Uint8Array,
    );
  const purposes = extensionOf('extKeyUsage', ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  const alternative = extensionOf('subjectAltName', [{ kind: 'dNSName', value: 'server.test' }]);
  return [
    make(distinguishedName({ commonName: 'server.test' }), lowerName, [alternative, purposes, policies]),
    make(lowerName, upperName, [...authority, policies]),
    make(upperName, rootName, [...authority, policies, constraints]),
    make(rootName, rootName, authority),
  ];
}

export const certificates: readonly Uint8Array[] = [leaf, root, ...chain].map(({ der }) => der);

const issuer = chain[1] as Certificate;
const serialNumber = (chain[0] as Certificate).serialNumber;

const revocations: readonly (readonly Revocation[])[] = [
  [],
  [{ serialNumber, revocationDate: now - day, reason: 'keyCompromise' }],
];
export const crls: readonly Uint8Array[] = revocations.map(
  (revoked) =>
    createCrl({
      provider,
      issuer: issuer.subject,
      signer,
      ...dates,
      cRLNumber: Uint8Array.of(1),
      revoked,
    }) as Uint8Array,
);

const certID = certIDOf(provider, chain[0] as Certificate, issuer);
const statuses: readonly CertStatus[] = [
  { kind: 'good', value: null },
  { kind: 'unknown', value: null },
  { kind: 'revoked', value: { revocationTime: now - day, revocationReason: 'superseded' } },
];

export const ocspRequests: readonly Uint8Array[] = [createOcspRequest([certID], new Uint8Array(16))];
export const ocspResponses: readonly Uint8Array[] = [
  createOcspError('tryLater'),
  ...statuses.map((certStatus) => {
    const responses = [{ certID, certStatus, ...dates }];
    const options = { provider, signer, responder: issuer, producedAt: now - day, responses, certs: [issuer] };
    return createOcspResponse(options) as Uint8Array;
  }),
];

export const requests: readonly Uint8Array[] = [
  createCertificationRequest({ subject: issuer.subject, signer, extensions: leaf.extensions }) as Uint8Array,
];

const pss = { hash: 'sha256', mgfHash: 'sha256', saltLength: 32 } as const;
const modulus = new Uint8Array(256).fill(0xc3);
const exponent = Uint8Array.of(1, 0, 1);
const keys: readonly PublicKeyInfo[] = [
  key.info,
  { kind: 'rsa', modulus, exponent },
  { kind: 'rsa-pss', modulus, exponent, parameters: pss },
  { kind: 'ed25519', bytes: new Uint8Array(32) },
  { kind: 'x448', bytes: new Uint8Array(56) },
];
export const publicKeys: readonly Uint8Array[] = keys.map(encodePublicKey);

const pkcs8 = encode(oneAsymmetricKey, {
  version: 1,
  privateKeyAlgorithm: leaf.subjectPublicKeyInfo.algorithm,
  privateKey: new Uint8Array(40).fill(3),
});

export const privateKeys: readonly Uint8Array[] = [pkcs8];
export const password = 'secret';
export const encryptedKeys: readonly Uint8Array[] = [encryptPrivateKey(provider, pkcs8, password, 10)];
export const stores: readonly Uint8Array[] = [
  writePkcs12(provider, { pkcs8, certificates: [leaf.der, root.der], password, iterations: 10, friendlyName: 'fuzz' }),
];
