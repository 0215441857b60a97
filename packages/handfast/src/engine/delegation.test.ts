import { describe, expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import type { GeneratedKey } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { decode, encode } from '../wire/codec.ts';
import { DelegatedCredential } from '../wire/extensions/delegated-credential.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { createDelegatedCredential } from '../x509/create/delegation.ts';
import { verifyDelegation } from '../x509/delegation.ts';
import { parseDelegation } from '../x509/own-delegation.ts';
import type { ClientOptions, CredentialOptions, ServerOptions } from './options.ts';
import { serverConfig, serverConnection } from './server-config.ts';
import { converse, expectRefused } from './testing/converse.ts';
import { Endpoint } from './testing/endpoint.ts';
import { authority, clientCredential, now, serverCredential } from './testing/fixtures.ts';
import { clientEnd, pair, pump } from './testing/pair.ts';
import { changed } from './testing/script.ts';
import { stage } from './testing/subjects.ts';

const day = 24 * 3_600_000;
const { chain, key } = await authority.issue(['server.test'], { delegates: true });
const certificate = parseCertificate(chain[0] as Uint8Array);
const { privateKey } = (await nodeProvider.generateKey({ kind: 'ed25519' })) as GeneratedKey;
const delegatedCredential = await createDelegatedCredential({
  certificate,
  key,
  publicKey: privateKey.info,
  now,
  expires: now + day,
});
const delegated: CredentialOptions = { chain, key: privateKey, delegation: parseDelegation(delegatedCredential) };
const credentials = [delegated, serverCredential];

async function meet(client: Partial<ClientOptions>, server: Partial<ServerOptions> = {}) {
  const both = pair({ client, server: { credentials, ...server } });
  await pump(both);
  return both;
}

describe('RFC 9345 §4.1.1: a delegated key', () => {
  test.each([['at once'], ['by selectCredential']])(
    'proves the server to a client that accepts such: %s',
    async (how) => {
      const server = how === 'at once' ? {} : { selectCredential: () => delegated };
      const { client } = await meet({ delegatedCredentials: verifyDelegation }, server);
      expect(client.info?.peer).toMatchObject({ signatureScheme: 'ed25519', path: expect.anything() });
      expect(client.info?.peer?.chain[0]?.der).toEqual(certificate.der);
    },
  );

  const others: readonly (readonly [string, Partial<ClientOptions>])[] = [
    ['who does not know of such', {}],
    ['of TLS 1.2', { delegatedCredentials: verifyDelegation, versions: ['TLS 1.2'] }],
    [
      'who cannot check what it signs',
      { delegatedCredentials: verifyDelegation, signatureSchemes: ['ecdsa_secp256r1_sha256'] },
    ],
    [
      'who cannot check how it was signed',
      { delegatedCredentials: verifyDelegation, signatureSchemes: ['ed25519', 'mldsa44'] },
    ],
  ];
  test.each(others)('is not shown to a client %s', async (_, options) => {
    const { client, server } = await meet(options);
    if (options.signatureSchemes?.[0] === 'ed25519') expect(server.error?.code).toBe('no_common_signature_scheme');
    else expect(client.info?.peer?.signatureScheme).toBe('ecdsa_secp256r1_sha256');
    const alone = await meet(options, { selectCredential: () => delegated });
    expect(alone.server.error?.code).toBe('no_fitting_credential');
  });

  test('is not shown after its end', async () => {
    const config = serverConfig({ crypto: nodeProvider, credentials });
    const server = new Endpoint(() => serverConnection(config, { now: now + day + 1 }));
    const client = clientEnd({ delegatedCredentials: verifyDelegation });
    await pump({ client, server });
    expect(client.info?.peer?.signatureScheme).toBe('ecdsa_secp256r1_sha256');
  });
});

describe('RFC 9345 §4.1.1: a client refuses', () => {
  const beside = (options: Partial<ClientOptions>) => {
    const { subject, peer, script } = stage('client', {}, { client: options });
    const value = decode(DelegatedCredential, delegatedCredential);
    const mistaken = changed(script, 'Certificate', (body) => ({
      ...body,
      certificateList: body.certificateList.map((entry) => ({ ...entry, extensions: { delegated_credential: value } })),
    }));
    return { subject, peer, played: converse(subject, peer, mistaken) };
  };

  test('a delegation that it did not ask for', async () => {
    const { subject, peer, played } = beside({});
    await played;
    expectRefused(subject, peer, 'unasked_delegation');
  });

  test('one by another certificate', async () => {
    const { subject, peer, played } = beside({ delegatedCredentials: verifyDelegation });
    await played;
    expectRefused(subject, peer, 'bad_delegated_credential');
  });
});

test('what cannot be used is refused before anybody connects', () => {
  const value = decode(DelegatedCredential, delegatedCredential);
  const wrong = encode(DelegatedCredential, { ...value, cred: { ...value.cred, certVerifyAlgorithm: 0x0403 } });
  const rsa = encode(DelegatedCredential, { ...value, cred: { ...value.cred, certVerifyAlgorithm: 0x0804 } });
  expect(() => parseDelegation(new Uint8Array(7))).toThrow(MisuseError);
  expect(() => parseDelegation(rsa)).toThrow(MisuseError);
  for (const misuse of [
    { ...delegated, key },
    { ...delegated, delegation: parseDelegation(wrong) },
  ]) {
    expect(() => serverConfig({ crypto: nodeProvider, credentials: [misuse] })).toThrow(MisuseError);
  }
  expect(() => clientEnd({ credentials: [clientCredential, delegated] })).toThrow(/for servers/);
});
