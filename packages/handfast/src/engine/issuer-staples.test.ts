/** OCSP responses about certificates above the leaf, shown and believed. RFC 8446 §4.4.2.1, RFC 6961 §2.2 */

import { expect, test } from 'vitest';
import { ProtocolError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { createCertificate } from '../x509/create/certificate.ts';
import { openDevelopmentCa } from '../x509/create/development-ca.ts';
import { distinguishedName } from '../x509/create/distinguished-name.ts';
import { createOcspResponse } from '../x509/create/ocsp.ts';
import { authorityExtensions } from '../x509/create/profiles.ts';
import { certIDOf } from '../x509/ocsp/cert-id.ts';
import type { CertStatus } from '../x509/ocsp/response.ts';
import { TrustAnchors } from '../x509/path/anchors.ts';
import { now } from './testing/fixtures.ts';
import { pair, pump } from './testing/pair.ts';
import { Returning } from './testing/returning.ts';

const newKey = async () => {
  const generated = await nodeProvider.generateKey({ kind: 'ec', curve: 'secp256r1' });
  if (generated === undefined) throw new Error('no key');
  return generated;
};

const [rootKey, middleKey] = [await newKey(), await newKey()];
const authorityCertificate = async (commonName: string, key: typeof rootKey, issuer: string): Promise<Certificate> => {
  const publicKey = key.privateKey.info;
  return parseCertificate(
    await createCertificate({
      provider: nodeProvider,
      subject: distinguishedName({ commonName }),
      issuer: distinguishedName({ commonName: issuer }),
      publicKey,
      signer: { key: rootKey.privateKey },
      validity: { notBefore: now - 3_600_000, notAfter: now + 30 * 86_400_000 },
      extensions: authorityExtensions({ provider: nodeProvider, publicKey, issuerKey: rootKey.privateKey.info }),
    }),
  );
};
const root = await authorityCertificate('Root', rootKey, 'Root');
const middle = await authorityCertificate('Middle', middleKey, 'Root');
const issued = await openDevelopmentCa(
  nodeProvider,
  { certificate: middle.der, pkcs8: middleKey.pkcs8 },
  { now },
).issue(['server.test']);
const leaf = parseCertificate(issued.chain[0] as Uint8Array);

const responseAbout = async (
  certificate: Certificate,
  issuer: Certificate,
  key: typeof rootKey,
  certStatus: CertStatus,
) =>
  createOcspResponse({
    provider: nodeProvider,
    signer: { key: key.privateKey },
    responder: issuer,
    producedAt: now,
    responses: [
      {
        certID: certIDOf(nodeProvider, certificate, issuer),
        certStatus,
        thisUpdate: now,
        nextUpdate: now + 3_600_000,
      },
    ],
  });

const good = { kind: 'good', value: null } as const;
const revoked = { kind: 'revoked', value: { revocationTime: now - 5000 } } as const;
const leafIsGood = await responseAbout(leaf, middle, middleKey, good);
const trust = new TrustAnchors([root]);

/** A server that says this of its intermediate, and nothing of what lies above that. */
const server = async (status: CertStatus) => ({
  credentials: [
    {
      chain: [leaf, middle, root],
      key: issued.key,
      ocspResponse: leafIsGood,
      issuerOcspResponses: [await responseAbout(middle, root, rootKey, status), undefined],
    },
  ],
});

test.each([
  ['TLS 1.3', true],
  ['TLS 1.2', 'chain'],
] as const)(
  'RFC 8446 §4.4.2.1, RFC 6961 §2.2: an intermediate that is revoked is refused in %s',
  async (version, ocspStapling) => {
    const client = { versions: [version], trust, ocspStapling };
    const fine = pair({ client, server: await server(good) });
    await pump(fine);
    expect(fine.client.error).toBeUndefined();
    expect(fine.client.info?.peer?.ocspResponse).toEqual(leafIsGood);
    const bad = pair({ client, server: await server(revoked) });
    await pump(bad);
    expect(bad.client.error).toMatchObject({ code: 'certificate_revoked' });
    expect(bad.client.error).toBeInstanceOf(ProtocolError);
  },
);

test('RFC 8446 §4.4.2.1: nothing is shown to clients that do not ask', async () => {
  const both = pair({ client: { versions: ['TLS 1.3'], trust }, server: await server(revoked) });
  await pump(both);
  expect(both.client.error).toBeUndefined();
});

test.each([
  ['TLS 1.3', true],
  ['TLS 1.2', 'chain'],
] as const)(
  'RFC 8446 §4.6.1: a session in %s comes back with what was shown about its intermediates',
  async (version, ocspStapling) => {
    const returning = new Returning({
      client: { versions: [version], trust, ocspStapling },
      server: { versions: [version], ...(await server(good)) },
    });
    await returning.visit();
    const { client } = await returning.visit();
    expect(client.info).toMatchObject({ resumed: true, peer: { ocspResponse: leafIsGood } });
  },
);
