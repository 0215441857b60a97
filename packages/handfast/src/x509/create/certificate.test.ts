import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encodePem } from '../../asn1/pem.ts';
import type { KeySpec } from '../../crypto/algorithms.ts';
import type { GeneratedKey } from '../../crypto/provider.ts';
import { nodeProvider as provider } from '../../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import { nameText } from '../name-text.ts';
import { hasOpenssl, openssl } from '../testing/openssl.ts';
import { createCertificate } from './certificate.ts';
import { distinguishedName } from './distinguished-name.ts';
import { authorityExtensions, leafExtensions } from './profiles.ts';
import { subjectName } from './subject-names.ts';

const validity = { notBefore: Date.UTC(2025, 0, 1), notAfter: Date.UTC(2055, 0, 1) };
const rootName = distinguishedName({ countryName: 'ES', organizationName: 'Örg "A", B+C', commonName: 'Root' });
const middleName = distinguishedName({ domainComponent: 'test', commonName: 'Intermediate' });

interface Chain {
  readonly root: Certificate;
  readonly middle: Certificate;
  readonly leaf: Certificate;
}

async function makeChain(spec: KeySpec): Promise<Chain> {
  const [rootKey, middleKey, leafKey] = await Promise.all([generate(spec), generate(spec), generate(spec)]);
  const root = await createCertificate({
    provider,
    subject: rootName,
    issuer: rootName,
    publicKey: rootKey.privateKey.info,
    signer: { key: rootKey.privateKey },
    validity,
    extensions: authorityExtensions({ provider, publicKey: rootKey.privateKey.info }),
  });
  const middle = await createCertificate({
    provider,
    subject: middleName,
    issuer: rootName,
    publicKey: middleKey.privateKey.info,
    signer: { key: rootKey.privateKey },
    validity,
    extensions: authorityExtensions({
      provider,
      publicKey: middleKey.privateKey.info,
      issuerKey: rootKey.privateKey.info,
      pathLenConstraint: 0,
      nameConstraints: { permittedSubtrees: [{ base: { kind: 'dNSName', value: 'example.test' }, minimum: 0 }] },
    }),
  });
  const leaf = await createCertificate({
    provider,
    subject: distinguishedName({}),
    issuer: middleName,
    publicKey: leafKey.privateKey.info,
    signer: { key: middleKey.privateKey },
    validity,
    extensions: leafExtensions({
      provider,
      publicKey: leafKey.privateKey.info,
      issuerKey: middleKey.privateKey.info,
      names: ['www.example.test'].map(subjectName),
      usages: ['serverAuth'],
      isNameless: true,
      ocspUri: 'http://ocsp.example.test/',
      crlUri: 'http://crl.example.test/ca.crl',
      mustStaple: true,
    }),
  });
  return { root: parseCertificate(root), middle: parseCertificate(middle), leaf: parseCertificate(leaf) };
}

async function generate(spec: KeySpec): Promise<GeneratedKey> {
  const key = await provider.generateKey(spec);
  if (!key) throw new Error(`no ${spec.kind} keys here`);
  return key;
}

const specs: readonly KeySpec[] = [
  { kind: 'ec', curve: 'secp256r1' },
  { kind: 'ec', curve: 'secp384r1' },
  { kind: 'ec', curve: 'secp521r1' },
  { kind: 'ed25519' },
  { kind: 'ed448' },
  { kind: 'rsa', bits: 2048 },
  { kind: 'rsa-pss', bits: 2048 },
];

describe.each(specs)('RFC 5280 §4.1: certificates with keys of kind $kind $curve$bits', async (spec) => {
  const { root, middle, leaf } = await makeChain(spec);

  test('Node reads them and verifies their signatures', () => {
    const [nativeRoot, nativeMiddle, nativeLeaf] = [root, middle, leaf].map(({ der }) => new X509Certificate(der));
    if (!nativeRoot || !nativeMiddle || !nativeLeaf) throw new Error('unreachable');
    expect(nativeRoot.verify(nativeRoot.publicKey)).toBe(true);
    expect(nativeMiddle.verify(nativeRoot.publicKey)).toBe(true);
    expect(nativeLeaf.verify(nativeMiddle.publicKey)).toBe(true);
    expect(nativeLeaf.checkHost('www.example.test')).toBe('www.example.test');
  });

  test.skipIf(!hasOpenssl)('OpenSSL verifies the chain strictly (skipped without openssl)', () => {
    const files = { 'root.pem': pem(root), 'middle.pem': pem(middle), 'leaf.pem': pem(leaf) };
    const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'www.example.test'];
    const verdict = openssl([...args, '-CAfile', 'root.pem', '-untrusted', 'middle.pem', 'leaf.pem'], files);
    expect(verdict.text).toContain('leaf.pem: OK');
  });

  test('what was asked for is what was made', () => {
    expect(nameText(root.subject)).toBe('CN=Root,O=Örg \\"A\\"\\, B\\+C,C=ES');
    expect(leaf.validity).toEqual({ ...validity, forms: undefined });
    expect(findExtension(leaf.extensions, 'tlsFeature')?.value).toEqual([5]);
    expect(findExtension(leaf.extensions, 'subjectAltName')?.critical).toBe(true);
    expect(leaf.serialNumber).toHaveLength(16);
  });
});

const pem = ({ der }: Certificate): string => encodePem('CERTIFICATE', der);
