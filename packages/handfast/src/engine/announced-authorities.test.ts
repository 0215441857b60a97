/** A client names the authorities that it trusts, and the server chooses by them. RFC 8446 §4.2.4, §4.2.3 */

import { describe, expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { TrustAnchors } from '../x509/path/anchors.ts';
import { clientConfig } from './client-config.ts';
import { now, serverCredential, trust } from './testing/fixtures.ts';
import { pair, pump } from './testing/pair.ts';

const stranger = await createDevelopmentCa(nodeProvider, { now, commonName: 'Somebody else' });
const strange = await stranger.issue(['server.test']);
const server = { credentials: [{ chain: strange.chain, key: strange.key }, serverCredential] };

describe('RFC 8446 §4.2.4: certificate_authorities of a client', () => {
  test('is sent when the client wants it, and makes the server show the chain that the client trusts', async () => {
    const both = pair({ client: { versions: ['TLS 1.3'], announceAuthorities: true }, server });
    await pump(both);
    expect(both.client.error).toBeUndefined();
    expect(both.client.info?.peer?.path).toBeDefined();
  });

  test('is not sent otherwise, because it tells whom the client trusts', async () => {
    const both = pair({ client: { versions: ['TLS 1.3'] }, server });
    await pump(both);
    expect(both.client.error).toMatchObject({ code: 'unknown_issuer' });
  });

  test('has no room for a whole root programme', async () => {
    const options = { crypto: nodeProvider, announceAuthorities: true };
    const { subject, subjectPublicKeyInfo } = parseCertificate(stranger.certificate);
    const many = new TrustAnchors(Array.from({ length: 200 }, () => ({ subject, subjectPublicKeyInfo })));
    expect(clientConfig({ ...options, trust }).authorities).toEqual(trust.subjects);
    expect(() => clientConfig({ ...options, trust: many })).toThrow(MisuseError);
  });
});
