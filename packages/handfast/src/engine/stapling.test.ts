/** What travels beside certificates, mostly in TLS 1.3: OCSP responses and timestamps of logs, asked for, shown and believed. */

import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { createCertificate } from '../x509/create/certificate.ts';
import { distinguishedName } from '../x509/create/distinguished-name.ts';
import { createOcspResponse } from '../x509/create/ocsp.ts';
import { leafExtensions } from '../x509/create/profiles.ts';
import { subjectName } from '../x509/create/subject-names.ts';
import { certIDOf } from '../x509/ocsp/cert-id.ts';
import type { CertStatus } from '../x509/ocsp/response.ts';
import { authority, clientCredential, now, serverCredential } from './testing/fixtures.ts';
import { type PairOptions, pair, pump } from './testing/pair.ts';
import { Returning } from './testing/returning.ts';

const root = parseCertificate(authority.certificate);
const leafOf = ({ chain }: typeof serverCredential): Certificate => {
  const [leaf] = chain;
  return leaf instanceof Uint8Array ? parseCertificate(leaf) : (leaf as Certificate);
};

const responseAbout = async (
  credential: typeof serverCredential,
  certStatus: CertStatus,
  age = 0,
): Promise<Uint8Array> =>
  createOcspResponse({
    provider: nodeProvider,
    signer: { key: authority.key },
    responder: root,
    producedAt: now - age,
    responses: [
      {
        certID: certIDOf(nodeProvider, leafOf(credential), root),
        certStatus,
        thisUpdate: now - age,
        nextUpdate: now - age + 3_600_000,
      },
    ],
  });

const good = { kind: 'good', value: null } as const;
const revoked = { kind: 'revoked', value: { revocationTime: now - 5000 } } as const;
const response = await responseAbout(serverCredential, good);
const timestamps = [utf8('a promise'), utf8('another')];

const meet = async (options: PairOptions) => {
  const both = pair({ ...options, client: { versions: ['TLS 1.3'], ...options.client } });
  await pump(both);
  return both;
};
const showing = (ocspResponse: Uint8Array) => ({ credentials: [{ ...serverCredential, ocspResponse }] });

describe('RFC 8446 §4.4.2.1: beside the leaf', () => {
  test('a server shows its OCSP response and timestamps to clients that ask', async () => {
    const { client } = await meet({
      client: { ocspStapling: true, certificateTransparency: 'ask' },
      server: { credentials: [{ ...serverCredential, ocspResponse: response, timestamps }] },
    });
    expect(client.error).toBeUndefined();
    expect(client.info?.peer?.ocspResponse).toEqual(response);
    expect(client.info?.peer?.timestamps).toEqual(timestamps);
  });

  test('a server shows nothing to clients that do not ask', async () => {
    const { client } = await meet({
      server: { credentials: [{ ...serverCredential, ocspResponse: response, timestamps }] },
    });
    expect(client.info?.peer).toMatchObject({ ocspResponse: undefined, timestamps: [] });
  });

  test('a client that asks goes without, if nothing was promised', async () => {
    const { client } = await meet({ client: { ocspStapling: true, certificateTransparency: 'ask' } });
    expect(client.info?.peer).toMatchObject({ ocspResponse: undefined, timestamps: [] });
  });
});

test.each(['TLS 1.2', 'TLS 1.3'] as const)('RFC 6962 §3.3: one timestamp is shown in %s as well', async (version) => {
  const one = timestamps.slice(0, 1);
  const { client } = await meet({
    client: { versions: [version], certificateTransparency: 'ask' },
    server: { credentials: [{ ...serverCredential, timestamps: one }] },
  });
  expect(client.info?.peer).toMatchObject({ timestamps: one });
});

describe('RFC 8446 §4.6.1: at resumption', () => {
  const hour = 3_600_000;
  const returning = () =>
    new Returning({
      client: { ocspStapling: true, certificateTransparency: 'ask' },
      server: { credentials: [{ ...serverCredential, ocspResponse: response, timestamps }] },
    });

  test('what came beside the chain is judged again, and known', async () => {
    const both = returning();
    await both.visit();
    const { client } = await both.visit();
    expect(client.info?.resumed).toBe(true);
    expect(client.info?.peer).toMatchObject({ ocspResponse: response, timestamps });
  });

  test('an OCSP response that is outdated by now makes the handshake a full one', async () => {
    const both = returning();
    await both.visit();
    both.now += 2 * hour;
    const ocspResponse = await responseAbout(serverCredential, good, -2 * hour);
    const { client } = await both.visit({ server: { credentials: [{ ...serverCredential, ocspResponse }] } });
    expect(client.error).toBeUndefined();
    expect(client.info?.resumed).toBe(false);
    expect(client.info?.peer?.ocspResponse).toEqual(ocspResponse);
  });

  test('a client that insists on timestamps by now does not resume what was begun without', async () => {
    const both = returning();
    await both.visit();
    const client = { certificateTransparency: { logs: [], minimum: 1 } };
    const again = await both.visit({ client });
    expect((again.client.error as ProtocolError).code).toBe('insufficient_timestamps');
    expect(again.client.messages[0]).toBe('> ClientHello');
  });
});

describe('[F17] [G12] RFC 6066 §8: a staple that does not satisfy ends the handshake', () => {
  const cases: readonly (readonly [string, () => Promise<Uint8Array>, string])[] = [
    ['it says revoked', () => responseAbout(serverCredential, revoked), 'certificate_revoked'],
    ['it is outdated', () => responseAbout(serverCredential, good, 86_400_000), 'bad_stapled_response'],
    ['it is about somebody else', () => responseAbout(clientCredential, good), 'bad_stapled_response'],
    ['it is no response', async () => utf8('all is well'), 'bad_stapled_response'],
  ];
  test.each(cases)('%s', async (_why, make, code) => {
    const { client, server } = await meet({ client: { ocspStapling: true }, server: showing(await make()) });
    expect((client.error as ProtocolError).code).toBe(code);
    const alert = code === 'certificate_revoked' ? code : 'bad_certificate_status_response';
    expect(server.error).toMatchObject({ code: 'peer_alert', alert });
    expect(server.info).toBeUndefined();
  });

  test('unless any certificate is accepted: then it is an objection', async () => {
    const client = { ocspStapling: true, insecureAcceptAnyCertificate: true };
    const both = await meet({ client, server: showing(utf8('all is well')) });
    expect(both.client.info?.peer?.objection?.code).toBe('bad_stapled_response');
  });
});

test('RFC 6962 §3.3: a client that insists on timestamps refuses those of logs that it does not know', async () => {
  const { client } = await meet({
    client: { certificateTransparency: { logs: [], minimum: 1 } },
    server: { credentials: [{ ...serverCredential, timestamps }] },
  });
  expect((client.error as ProtocolError).code).toBe('insufficient_timestamps');
});

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'RFC 6066 §8: a session in %s comes back with what was stapled, which is judged again',
  async (version) => {
    const returning = new Returning({
      client: { versions: [version], ocspStapling: true, certificateTransparency: 'ask' },
      server: { versions: [version], credentials: [{ ...serverCredential, ocspResponse: response, timestamps }] },
    });
    await returning.visit();
    const { client } = await returning.visit();
    expect(client.info).toMatchObject({ resumed: true, peer: { ocspResponse: response, timestamps } });
    // The response is good for an hour.
    returning.now += 2 * 3_600_000;
    expect((await returning.visit()).client.info?.resumed ?? false).toBe(false);
  },
);

describe.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'RFC 7633 §4.3.3: in %s, a certificate that promises a staple,',
  async (version) => {
    const generated = await nodeProvider.generateKey({ kind: 'ec', curve: 'secp256r1' });
    const { privateKey: key } = generated ?? expect.fail('no P-256');
    const leaf = await createCertificate({
      provider: nodeProvider,
      subject: distinguishedName({}),
      issuer: root.subject,
      publicKey: key.info,
      signer: { key: authority.key },
      validity: { notBefore: now - 3_600_000, notAfter: now + 86_400_000 },
      extensions: leafExtensions({
        provider: nodeProvider,
        publicKey: key.info,
        issuerKey: authority.key.info,
        names: [subjectName('server.test')],
        usages: ['serverAuth'],
        isNameless: true,
        mustStaple: true,
      }),
    });
    const bare = { chain: [leaf], key };
    const stapled = { ...bare, ocspResponse: await responseAbout(bare, good) };
    const versions = [version];

    test('and comes without, is refused by who asked for it, and by nobody else', async () => {
      const outcome = async (ocspStapling: boolean, shown: typeof bare): Promise<unknown> => {
        const { client } = await meet({ client: { versions, ocspStapling }, server: { credentials: [shown] } });
        return (client.error as ProtocolError | undefined)?.code;
      };
      expect(await outcome(true, bare)).toBe('missing_stapled_response');
      expect(await outcome(true, stapled)).toBeUndefined();
      expect(await outcome(false, bare)).toBeUndefined();
    });

    test('and came without, is not resumed by who would ask for it by now', async () => {
      const returning = new Returning({ client: { versions }, server: { versions, credentials: [stapled] } });
      await returning.visit({ client: { ocspStapling: false } });
      expect((await returning.visit({ client: { ocspStapling: false } })).client.info?.resumed).toBe(true);
      const { client } = await returning.visit({ client: { ocspStapling: true } });
      expect(client.info?.resumed ?? false).toBe(false);
      expect(client.info?.peer?.ocspResponse).toEqual(stapled.ocspResponse);
    });
  },
);
