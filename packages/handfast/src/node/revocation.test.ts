import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { oid } from '../asn1/object-names.ts';
import { encodePem } from '../asn1/pem.ts';
import type { GeneratedKey } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { createCertificate } from '../x509/create/certificate.ts';
import { createCrl } from '../x509/create/crl.ts';
import { distinguishedName } from '../x509/create/distinguished-name.ts';
import { createOcspError, createOcspResponse } from '../x509/create/ocsp.ts';
import { authorityExtensions, leafExtensions } from '../x509/create/profiles.ts';
import { extensionOf } from '../x509/extensions/codec.ts';
import { parseOcspRequest } from '../x509/ocsp/request.ts';
import { TrustAnchors } from '../x509/path/anchors.ts';
import { verifyCertificate } from '../x509/path/verify.ts';
import { hasOpenssl } from '../x509/testing/openssl.ts';
import { memoryCache } from './fetch-cache.ts';
import { type EvidenceOptions, gatherEvidence } from './revocation.ts';

const now = Date.UTC(2026, 0);
const day = 86_400_000;
const validity = { notBefore: now - day, notAfter: Date.UTC(2049, 0) };

type Handler = (request: IncomingMessage, response: ServerResponse, body: Uint8Array) => void;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on the loopback interface, and what it was asked for. */
async function serve(paths: Readonly<Record<string, Handler>>): Promise<{ at: string; asked: string[] }> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    const parts: Uint8Array[] = [];
    request.on('data', (part: Uint8Array) => parts.push(part));
    request.on('end', () => {
      const [, first = ''] = (request.url ?? '').split('/');
      asked.push(`${request.method} /${first}`);
      const handler = paths[`/${first}`] ?? ((_, absent) => absent.writeHead(404).end());
      handler(request, response, Buffer.concat(parts));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const sends =
  (bytes: Uint8Array): Handler =>
  (_, response) =>
    response.end(bytes);

const newKey = (): GeneratedKey => nodeProvider.generateKey({ kind: 'ec', curve: 'secp256r1' }) as GeneratedKey;
const keys = { root: newKey(), ca: newKey(), leaf: newKey() };
const info = (key: keyof typeof keys) => keys[key].privateKey.info;
const signer = (key: keyof typeof keys) => ({ key: keys[key].privateKey });
const names = { root: distinguishedName({ commonName: 'Root' }), ca: distinguishedName({ commonName: 'CA' }) };
const uri = (value: string) => ({ kind: 'uniformResourceIdentifier' as const, value });

const root = parseCertificate(
  createCertificate({
    provider: nodeProvider,
    subject: names.root,
    issuer: names.root,
    publicKey: info('root'),
    signer: signer('root'),
    validity,
    extensions: authorityExtensions({ provider: nodeProvider, publicKey: info('root') }),
  }) as Uint8Array,
);
const ca = parseCertificate(
  createCertificate({
    provider: nodeProvider,
    subject: names.ca,
    issuer: names.root,
    publicKey: info('ca'),
    signer: signer('root'),
    validity,
    extensions: authorityExtensions({ provider: nodeProvider, publicKey: info('ca'), issuerKey: info('root') }),
  }) as Uint8Array,
);
const anchors = new TrustAnchors([root]);

/** A leaf that names these places. */
function leafWith({ ocsp, issuer, crl }: { ocsp?: string; issuer?: string; crl?: string }): Certificate {
  const access = [
    ...(ocsp === undefined ? [] : [{ accessMethod: oid.ocsp, accessLocation: uri(ocsp) }]),
    ...(issuer === undefined ? [] : [{ accessMethod: oid.caIssuers, accessLocation: uri(issuer) }]),
  ];
  const extensions = [
    ...leafExtensions({
      provider: nodeProvider,
      publicKey: info('leaf'),
      issuerKey: info('ca'),
      names: [{ kind: 'dNSName', value: 'example.com' }],
      usages: ['serverAuth'],
      ...(crl !== undefined && { crlUri: crl }),
    }),
    ...(access.length > 0 ? [extensionOf('authorityInfoAccess', access)] : []),
  ];
  return parseCertificate(
    createCertificate({
      provider: nodeProvider,
      subject: distinguishedName({ commonName: 'example.com' }),
      issuer: names.ca,
      publicKey: info('leaf'),
      signer: signer('ca'),
      validity,
      extensions,
      serialNumber: Uint8Array.of(7),
    }) as Uint8Array,
  );
}

/** Answers any question about the CA's certificates. */
function responder(kind: 'good' | 'revoked', nextUpdate = now + day): Handler {
  return (request, response, body) => {
    const path = decodeURIComponent(request.url?.split('/').slice(2).join('/') ?? '');
    const question = parseOcspRequest(request.method === 'POST' ? body : Buffer.from(path, 'base64'));
    const certID = question.tbsRequest.value.requestList[0]?.reqCert ?? expect.fail('no question');
    const value = { revocationTime: now - day, revocationReason: 'keyCompromise' } as const;
    const certStatus = kind === 'good' ? { kind, value: null } : { kind, value };
    const responses = [{ certID, certStatus, thisUpdate: now - 1000, nextUpdate }];
    const options = { provider: nodeProvider, signer: signer('ca'), responder: ca, producedAt: now, responses };
    response.end(createOcspResponse(options));
  };
}

function crlOf(serials: readonly number[], nextUpdate = now + day): Uint8Array {
  return createCrl({
    provider: nodeProvider,
    issuer: names.ca,
    signer: signer('ca'),
    thisUpdate: now - 1000,
    nextUpdate,
    cRLNumber: Uint8Array.of(1),
    revoked: serials.map((serial) => ({ serialNumber: Uint8Array.of(serial), revocationDate: now - 2000 })),
  }) as Uint8Array;
}

const everywhere = (): boolean => true;

/** What is gathered, and what the verifier makes of it. */
async function judge(chain: readonly Certificate[], options: EvidenceOptions) {
  const own = { cache: memoryCache(), mayFetch: everywhere, ...options, time: options.time ?? now };
  const evidence = await gatherEvidence(chain, anchors, own);
  const result = await verifyCertificate({
    leaf: chain[0] as Certificate,
    intermediates: evidence.intermediates,
    revocation: evidence.revocation,
    anchors,
    provider: nodeProvider,
    time: own.time,
    usage: 'server',
    profile: 'rfc5280',
  });
  return { ...evidence, says: result.accepted ? 'accepted' : result.code };
}

describe('RFC 6960 appendix A.1: OCSP over HTTP', () => {
  test('RFC 6960 §A.1: [J14] a responder is asked by GET, and what it says decides', async () => {
    const { at, asked } = await serve({ '/good': responder('good'), '/revoked': responder('revoked') });
    const ask = (path: string) => judge([leafWith({ ocsp: `${at}${path}` }), ca], { mode: 'require' });
    expect(await ask('/good')).toMatchObject({ says: 'accepted', problems: [] });
    expect(await ask('/revoked')).toMatchObject({ says: 'certificate_revoked' });
    expect(asked).toEqual(['GET /good', 'GET /revoked']);
  });

  test('RFC 6960 §A.1: nothing is fetched unless asked for', async () => {
    const { at, asked } = await serve({ '/ocsp': responder('revoked') });
    expect(await judge([leafWith({ ocsp: `${at}/ocsp`, issuer: `${at}/ca` }), ca], {})).toMatchObject({
      says: 'accepted',
    });
    expect(asked).toEqual([]);
  });

  test('RFC 6960 §2.3: a responder without an answer is no evidence: prefer lets it pass, require does not', async () => {
    const { at } = await serve({ '/ocsp': sends(createOcspError('tryLater')) });
    const chain = [leafWith({ ocsp: `${at}/ocsp` }), ca];
    expect((await judge(chain, { mode: 'prefer' })).says).toBe('accepted');
    const required = await judge(chain, { mode: 'require' });
    expect(required.says).toBe('revocation_unknown');
    expect(required.problems).toEqual([expect.stringContaining('the responder says tryLater')]);
  });
});

describe('RFC 5280 §4.2.1.13: CRLs', () => {
  test('RFC 5280 §6.3: [J13] a CRL is fetched where no responder answers, and a listed certificate refused', async () => {
    const { at, asked } = await serve({ '/crl': sends(crlOf([9])), '/listed': sends(crlOf([7, 9])) });
    const ask = (crl: string) =>
      judge([leafWith({ ocsp: `${at}/absent`, crl: `${at}${crl}` }), ca], { mode: 'require' });
    expect((await ask('/crl')).says).toBe('accepted');
    expect((await ask('/listed')).says).toBe('certificate_revoked');
    expect(asked).toEqual(['GET /absent', 'GET /crl', 'GET /absent', 'GET /listed']);
  });

  test('RFC 5280 §8: what a certificate has for a URL is shown as text', async () => {
    const crl = 'http://127.0.0.1:0/\u001b[2J';
    const { problems } = await judge([leafWith({ crl }), ca], { mode: 'require' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toContain('\u001b');
  });

  test('RFC 5280 §5.1.2.5: [J13] what was fetched is kept until its nextUpdate, and not when it is stale', async () => {
    const { at, asked } = await serve({
      '/crl': sends(crlOf([9], now + 3_600_000)),
      '/old': sends(crlOf([9], now - 1)),
    });
    const cache = memoryCache();
    const fresh = [leafWith({ crl: `${at}/crl` }), ca];
    for (const time of [now, now + 3_600_000]) await judge(fresh, { mode: 'require', cache, time });
    expect(asked).toEqual(['GET /crl']);
    await judge(fresh, { mode: 'require', cache, time: now + 3_600_001 });
    expect(asked).toHaveLength(2);
    const stale = [leafWith({ crl: `${at}/old` }), ca];
    expect((await judge(stale, { mode: 'require', cache })).says).toBe('revocation_unknown');
    await judge(stale, { mode: 'require', cache });
    expect(asked).toHaveLength(4);
  });

  test('RFC 5280 §6.1.3 (a)(3): the whole chain if asked for', async () => {
    const { at } = await serve({ '/crl': sends(crlOf([9])) });
    const chain = [leafWith({ crl: `${at}/crl` }), ca];
    // The CA's certificate names no place, so nothing is known of it.
    expect((await judge(chain, { mode: 'require', scope: 'chain' })).says).toBe('revocation_unknown');
  });
});

describe('RFC 5280 §4.2.2.1: issuers', () => {
  test('RFC 5280 §4.2.2.1: a missing issuer is fetched if that is allowed', async () => {
    const { at, asked } = await serve({ '/ca': sends(ca.der), '/ocsp': responder('good') });
    const chain = [leafWith({ issuer: `${at}/ca`, ocsp: `${at}/ocsp` })];
    expect((await judge(chain, {})).says).toBe('unknown_issuer');
    expect(await judge(chain, { issuers: true, mode: 'require' })).toMatchObject({ says: 'accepted', problems: [] });
    expect(asked).toEqual(['GET /ca', 'GET /ocsp']);
  });

  test('RFC 5280 §4.2.2.1: another certificate, or none, is not taken', async () => {
    const { at } = await serve({ '/ca': sends(root.der), '/page': sends(Uint8Array.of(60)) });
    for (const path of ['/ca', '/page']) {
      const result = await judge([leafWith({ issuer: `${at}${path}` })], { issuers: true });
      expect(result).toMatchObject({ says: 'unknown_issuer', intermediates: [] });
    }
  });
});

/** `openssl ocsp` as a responder of the CA, which knows the leaf by this line of its index. */
async function opensslResponder(line: string): Promise<{ at: string; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'handfast-'));
  writeFileSync(join(folder, 'ca.pem'), encodePem('CERTIFICATE', ca.der));
  writeFileSync(join(folder, 'key.pem'), encodePem('PRIVATE KEY', keys.ca.pkcs8));
  writeFileSync(join(folder, 'index.txt'), line);
  const args = '-index index.txt -port 0 -rsigner ca.pem -rkey key.pem -CA ca.pem -ndays 1'.split(' ');
  const child = spawn('openssl', ['ocsp', ...args], { cwd: folder });
  const stop = (): void => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  let output = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      const found = /ACCEPT \S+:(\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('close', () => reject(new Error(`openssl ocsp ended: ${output}`)));
  });
  return { at: `http://127.0.0.1:${port}`, stop };
}

describe.skipIf(!hasOpenssl)('RFC 6960 §A.1: the responder of OpenSSL (skipped where it is not installed)', () => {
  test.each([
    ['accepted', 'V\t490101000000Z\t\t07\tunknown\t/CN=example.com\n'],
    ['certificate_revoked', 'R\t490101000000Z\t250101000000Z,keyCompromise\t07\tunknown\t/CN=example.com\n'],
    ['revocation_unknown', 'V\t490101000000Z\t\t08\tunknown\t/CN=example.org\n'],
  ])('RFC 6960 §2.2: [J14] %s', async (says, line) => {
    const { at, stop } = await opensslResponder(line);
    try {
      const time = Date.now();
      const evidence = await judge([leafWith({ ocsp: at }), ca], { mode: 'require', time });
      expect(evidence.problems).toEqual([]);
      expect(evidence.says).toBe(says);
    } finally {
      stop();
    }
  });
});
