import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../base/bytes.ts';
import type { ProtocolError } from '../base/errors.ts';
import { agreeing } from '../legacy/testing/agreeing.ts';
import { nodeProvider } from '../providers/node/index.ts';
import type { KeySchemeName } from '../registry/signature-schemes.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { chooseByName, parsedCredential } from './credentials.ts';
import type { CredentialOptions } from './options.ts';
import { converse } from './testing/converse.ts';
import { clientCredential, credential, now, serverCredential, trust } from './testing/fixtures.ts';
import { pair, pump } from './testing/pair.ts';
import { say } from './testing/script.ts';
import { stage } from './testing/subjects.ts';

const rsa = await credential({ kind: 'RSA' });

/** The same credential, whose key is to be used with these schemes alone. */
const limited = ({ chain, key }: CredentialOptions, ...schemes: readonly KeySchemeName[]): CredentialOptions => ({
  chain,
  key: { info: key.info, schemes, sign: (algorithm, data) => key.sign(algorithm, data) },
});

describe('a key that names the schemes it signs with', () => {
  test.each(['TLS 1.2', 'TLS 1.3'] as const)('is used with the first that the peer accepts in %s', async (version) => {
    const versions = [version];
    const server = { credentials: [limited(rsa, 'rsa_pss_rsae_sha512', 'rsa_pss_rsae_sha256')] };
    const both = pair({ client: { versions }, server });
    await pump(both);
    expect(both.client.info?.peer?.signatureScheme).toBe('rsa_pss_rsae_sha512');
    const choosy = pair({ client: { versions, signatureSchemes: ['rsa_pss_rsae_sha256'] }, server });
    await pump(choosy);
    expect(choosy.client.info?.peer?.signatureScheme).toBe('rsa_pss_rsae_sha256');
  });

  test.each(['TLS 1.2', 'TLS 1.3'] as const)('is passed over where none of them is accepted in %s', async (version) => {
    const only = limited(rsa, 'rsa_pss_rsae_sha512');
    const client = {
      versions: [version],
      signatureSchemes: ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256'] as const,
    };
    const both = pair({ client, server: { credentials: [only, serverCredential] } });
    await pump(both);
    expect(both.client.info?.peer?.signatureScheme).toBe('ecdsa_secp256r1_sha256');
    const alone = pair({ client, server: { credentials: [only] } });
    await pump(alone);
    expect(alone.server.error?.code).toBe('no_common_signature_scheme');
  });

  test.each(['TLS 1.2', 'TLS 1.3'] as const)('may be a client’s in %s', async (version) => {
    const credentials = [limited(clientCredential, 'ecdsa_secp384r1_sha384'), limited(rsa, 'rsa_pss_rsae_sha384')];
    const server = { clientAuthentication: 'require', signatureSchemes: ['rsa_pss_rsae_sha384'] } as const;
    const both = pair({ client: { versions: [version], credentials }, server });
    await pump(both);
    expect(both.server.info?.peer?.signatureScheme).toBe('rsa_pss_rsae_sha384');
  });
});

describe('draft-ietf-tls-tls13-pkcs1: a key that can do nothing better than PKCS #1 v1.5', () => {
  const old = limited(rsa, 'rsa_pkcs1_sha256_legacy');
  const schemes = ['ecdsa_secp256r1_sha256', 'rsa_pkcs1_sha256_legacy'] as const;
  const versions = ['TLS 1.3'] as const;

  test('is a client’s, and nobody takes it unasked', async () => {
    const client = { versions, credentials: [old] };
    const asking = pair({ client, server: { clientAuthentication: 'request', signatureSchemes: schemes } });
    await pump(asking);
    expect(asking.server.info?.peer?.signatureScheme).toBe('rsa_pkcs1_sha256_legacy');
    const unasked = pair({ client, server: { clientAuthentication: 'request' } });
    await pump(unasked);
    expect(unasked.server.info?.peer).toBeUndefined();
    const unnamed = pair({
      client: { versions, credentials: [rsa] },
      server: { clientAuthentication: 'request', signatureSchemes: schemes },
    });
    await pump(unnamed);
    expect(unnamed.server.info?.peer).toBeUndefined();
  });

  test('is never a server’s, nor used in TLS 1.2', async () => {
    const server = pair({ client: { versions, signatureSchemes: schemes }, server: { credentials: [old] } });
    await pump(server);
    expect(server.server.error?.code).toBe('no_common_signature_scheme');
    const before = pair({
      client: { versions: ['TLS 1.2'], credentials: [old] },
      server: { clientAuthentication: 'request', signatureSchemes: ['rsa_pkcs1_sha256_legacy'] },
    });
    await pump(before);
    expect(before.server.info).toMatchObject({ version: 'TLS 1.2', peer: undefined });
  });
});

describe('of several certificates', () => {
  const stranger = createDevelopmentCa(nodeProvider, { now, commonName: 'Somebody else' });
  const strange = async (): Promise<CredentialOptions> => {
    const { chain, key } = await (await stranger).issue(['client.test'], { usages: ['clientAuth'] });
    return { chain, key };
  };

  test.each(['TLS 1.2', 'TLS 1.3'] as const)(
    'RFC 8446 §4.4.2.3, RFC 5246 §7.4.6: a client shows the one of an authority that the server names in %s',
    async (version) => {
      const client = { versions: [version], credentials: [await strange(), clientCredential] };
      const both = pair({ client, server: { clientAuthentication: 'require' } });
      await pump(both);
      expect(both.server.error).toBeUndefined();
      expect(both.server.info?.peer?.chain.length).toBe(clientCredential.chain.length);
    },
  );

  test('RFC 8446 §4.2.4: a server shows the one of an authority that the client names', async () => {
    const credentials = [await strange(), serverCredential].map(parsedCredential);
    const request = {
      serverName: undefined,
      protocols: [],
      schemes: [],
      certificateTypes: ['X509'] as const,
      usable: () => true,
      now,
    };
    const [first, second] = credentials;
    const choose = chooseByName(credentials, false);
    expect(choose({ ...request, authorities: [] })).toBe(first);
    expect(choose({ ...request, authorities: trust.subjects })).toBe(second);
  });

  test.each(['TLS 1.2', 'TLS 1.3'] as const)(
    'RFC 8446 §4.4.2.3: one that is for its authorities alone is shown to nobody else in %s',
    async (version) => {
      const guarded = { ...(await strange()), onlyForItsAuthorities: true };
      const visit = async (credentials: readonly CredentialOptions[], requireFittingCredential = false) => {
        const client = { versions: [version], credentials, requireFittingCredential };
        const both = pair({ client, server: { clientAuthentication: 'request' } });
        await pump(both);
        return both;
      };
      const known = await visit([guarded, { ...clientCredential, onlyForItsAuthorities: true }]);
      expect(known.server.info?.peer?.chain[0]?.der).toEqual(clientCredential.chain[0]);
      expect((await visit([guarded])).server.info).toMatchObject({ peer: undefined });
      const insisting = await visit([guarded], true);
      expect(insisting.client.error?.code).toBe('no_fitting_credential');
      expect(insisting.server.error).toMatchObject({ alert: 'handshake_failure' });
    },
  );

  test('RFC 8446 §4.2.4: a server guards its certificate in the same way', async () => {
    const credentials = [{ ...serverCredential, onlyForItsAuthorities: true }];
    const visit = async (announceAuthorities: boolean) => {
      const both = pair({ client: { announceAuthorities }, server: { credentials } });
      await pump(both);
      return both.server;
    };
    expect((await visit(false)).error?.code).toBe('no_fitting_credential');
    expect((await visit(true)).error).toBeUndefined();
  });

  test('RFC 8446 §4.4.2.2: a server shows the one whose signatures the client accepts in certificates', async () => {
    const signedByRsa = await createDevelopmentCa(nodeProvider, { now, keySpec: { kind: 'rsa', bits: 2048 } });
    const { chain, key } = await signedByRsa.issue(['server.test'], { keySpec: { kind: 'ec', curve: 'secp256r1' } });
    const credentials = [{ chain, key }, serverCredential].map(parsedCredential);
    const [byRsa, byEcdsa] = credentials;
    const request = {
      serverName: undefined,
      protocols: [],
      schemes: [],
      certificateTypes: ['X509'] as const,
      authorities: [],
      usable: () => true,
      now,
    };
    const choose = chooseByName(credentials, false);
    expect(choose({ ...request, certificateSchemes: [0x0403] })).toBe(byEcdsa);
    expect(choose({ ...request, certificateSchemes: [0x0401, 0x0403] })).toBe(byRsa);
    expect(choose({ ...request, certificateSchemes: [0x0807] })).toBe(byRsa);
    // The same algorithm with another hash function is another.
    expect(choose({ ...request, certificateSchemes: [0x0503] })).toBe(byRsa);
    expect(choose({ ...request })).toBe(byRsa);
  });
});

describe('RFC 8446 §4.2.5: filters by certificate extensions', () => {
  const [keyUsage, extKeyUsage, other] = ['0603551d0f', '0603551d25', '06032a0304'].map(fromHex) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const shown = async (certificateExtensionOid: Uint8Array, values: string) => {
    const { subject, peer, script } = stage('client', { authenticated: true });
    const asking = say('CertificateRequest', (body) => ({
      ...body,
      extensions: { ...body.extensions, oid_filters: [{ certificateExtensionOid, values: fromHex(values) }] },
    }));
    const upTo = script.findIndex((step) => step.name === 'Certificate' && step.does === 'hear');
    const first = script.slice(0, upTo).map((step) => (step.name === 'CertificateRequest' ? asking : step));
    await converse(subject, peer, [...first, { does: 'hear', name: 'Certificate' }]);
    return { subject, count: peer.bodies.Certificate?.certificateList.length };
  };

  test.each([
    ['digitalSignature', keyUsage, '03020780', 1],
    ['a usage that our certificate does not have', keyUsage, '03020204', 0],
    ['clientAuth', extKeyUsage, '300a06082b06010505070302', 1],
    ['clientAuth and serverAuth', extKeyUsage, '301406082b0601050507030206082b06010505070301', 0],
    ['any purpose', extKeyUsage, '', 1],
    ['an extension that nobody has defined as a filter', other, '0500', 1],
  ])('%s', async (_what, id, values, count) => {
    expect((await shown(id, values)).count).toBe(count);
  });

  test.each([
    ['what is no identifier', fromHex('0500'), ''],
    ['what is no value of the extension', keyUsage, '0500'],
    ['the purpose that stands for all', extKeyUsage, '30060604551d2500'],
  ])('%s is refused', async (_what, id, values) => {
    const { subject } = await shown(id, values);
    expect((subject.error as ProtocolError).code).toBe('bad_oid_filter');
  });
});

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'RFC 8446 §4.4.2.2, RFC 5246 §7.4.2: what a key may be used for counts even where anybody is believed, in %s',
  async (version) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pkcs8 = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
    const credentials = [await agreeing(pkcs8, 'server.test', 'serverAuth')];
    const client = { versions: [version], insecureAcceptAnyCertificate: true };
    const both = pair({ client, server: { credentials } });
    await pump(both);
    expect(both.client.error?.code).toBe('wrong_usage');
  },
);
