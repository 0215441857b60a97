/** A client says whom it trusts, and which signatures: the server chooses by that. RFC 8446 §4.2.4, §4.2.3 */

import { describe, expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { decode } from '../wire/codec.ts';
import { messages13 } from '../wire/messages13.ts';
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

test('RFC 8446 §4.2.3: who takes other signatures in certificates than in the handshake says so in two lists', async () => {
  const byRsa = await createDevelopmentCa(nodeProvider, { now, keySpec: { kind: 'rsa', bits: 2048 } });
  const { chain, key } = await byRsa.issue(['server.test'], { keySpec: { kind: 'ec', curve: 'secp256r1' } });
  const both = pair({
    client: {
      versions: ['TLS 1.3'],
      trust: new TrustAnchors([parseCertificate(byRsa.certificate)]),
      signatureSchemes: ['ecdsa_secp256r1_sha256'],
    },
    server: { credentials: [{ chain, key }] },
  });
  const lists: (readonly number[] | undefined)[] = [];
  await pump(both, (bytes, from) => {
    if (from === 'client' && bytes[0] === 22) {
      const { extensions } = decode(messages13.ClientHello.body, bytes.subarray(9));
      lists.push(extensions?.signature_algorithms, extensions?.signature_algorithms_cert);
    }
    return bytes;
  });
  const [handshake, certificates] = lists;
  expect(both.client.error).toBeUndefined();
  // ecdsa_secp256r1_sha256 alone, and rsa_pkcs1_sha256 among others.
  expect(handshake).toEqual([0x0403]);
  expect(certificates).toContain(0x0401);
});
