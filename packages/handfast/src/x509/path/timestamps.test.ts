import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePemOf } from '../../asn1/pem.ts';
import { concat } from '../../base/bytes.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../certificate.ts';
import { createDevelopmentCa } from '../create/development-ca.ts';
import type { SignedCertificateTimestamp } from '../extensions/types.ts';
import { encodePublicKey, parsePublicKey } from '../public-key.ts';
import { TrustAnchors } from './anchors.ts';
import type { PathRequest } from './request.ts';
import type { CertificateLog, TimestampRequest } from './timestamps.ts';
import { type PathResult, verifyCertificate } from './verify.ts';

const now = Date.UTC(2026, 0);

const outcome = (
  request: Omit<PathRequest, 'provider' | 'usage' | 'profile' | 'intermediates'> & Partial<PathRequest>,
): string => {
  const result = verifyCertificate({
    provider: nodeProvider,
    usage: 'server',
    profile: 'web',
    intermediates: [],
    ...request,
  }) as PathResult;
  return result.accepted ? 'accepted' : `${result.code}: ${result.reason}`;
};

/** RFC 6962 §3.2, spelled out by hand. */
function signedData(timestamp: number, certificate: Uint8Array, version = 0): Uint8Array {
  const head = new Uint8Array(15).fill(version, 0, 1);
  const view = new DataView(head.buffer);
  view.setBigUint64(2, BigInt(timestamp));
  view.setUint32(11, certificate.length);
  return concat(head, certificate, Uint8Array.of(0, 0));
}

describe('RFC 6962 §3.2: timestamps that came in the handshake', async () => {
  const authority = await createDevelopmentCa(nodeProvider, { now: now - 86_400_000 });
  const issued = await authority.issue(['example.com']);
  const leaf = parseCertificate(issued.chain[0] as Uint8Array);
  const anchors = new TrustAnchors([parseCertificate(authority.certificate)]);

  async function makeLog(operator: string) {
    const generated = nodeProvider.generateKey({ kind: 'ec', curve: 'secp256r1' });
    const { privateKey } = await (generated ?? expect.fail('no P-256'));
    const log: CertificateLog = { key: parsePublicKey(encodePublicKey(privateKey.info)), operator };
    const promise = async (timestamp: number, der = leaf.der, version = 0): Promise<SignedCertificateTimestamp> => ({
      version,
      logId: nodeProvider.hash('sha256').update(log.key.der).digest(),
      timestamp,
      extensions: new Uint8Array(),
      hashAlgorithm: 4,
      signatureAlgorithm: 3,
      signature: await privateKey.sign({ kind: 'ecdsa', hash: 'sha256' }, signedData(timestamp, der, version)),
      unparsed: new Uint8Array(),
    });
    return { log, promise };
  }

  const [first, second] = [await makeLog('A'), await makeLog('B')];
  const judge = (delivered: readonly SignedCertificateTimestamp[], more: Partial<TimestampRequest> = {}): string =>
    outcome({
      leaf,
      anchors,
      time: now,
      timestamps: { logs: [first.log, second.log], minimum: 2, delivered, ...more },
    });

  test('RFC 6962 §3.2: promises of two known logs', async () => {
    expect(judge([await first.promise(now), await second.promise(now)])).toBe('accepted');
    expect(judge([await first.promise(now), await second.promise(now)], { operators: 2 })).toBe('accepted');
  });

  test('insufficient_timestamps: none, unknown logs, one log twice, one operator', async () => {
    const two = [await first.promise(now), await second.promise(now)];
    expect(judge([])).toContain('insufficient_timestamps');
    expect(judge([])).toMatch(
      /^insufficient_timestamps: .* is promised to be published by 0 known logs of 0 operators; 2 logs and 1 operators are needed$/,
    );
    expect(judge(two, { logs: [first.log] })).toMatch(/published by 1 known logs/);
    expect(judge([await first.promise(now), await first.promise(now - 1)])).toMatch(/published by 1 known logs/);
    const sameOperator = [first.log, { ...second.log, operator: 'A' }];
    expect(judge(two, { logs: sameOperator, operators: 2 })).toMatch(/published by 2 known logs of 1 operators/);
  });

  test('RFC 6962 §3.2: promises for another certificate, from the future, after the log retired, of another version', async () => {
    const good = await first.promise(now);
    const minimum = { minimum: 1 };
    expect(judge([good], minimum)).toBe('accepted');
    expect(judge([await first.promise(now, new Uint8Array(3))], minimum)).toMatch(/published by 0 known/);
    expect(judge([await first.promise(now + 1)], minimum)).toMatch(/published by 0 known/);
    expect(judge([await first.promise(now, leaf.der, 1)], minimum)).toMatch(/published by 0 known/);
    expect(judge([good], { ...minimum, logs: [{ ...first.log, retired: now - 1 }] })).toMatch(/published by 0 known/);
    for (const change of [
      { version: 1 },
      { hashAlgorithm: 2 },
      { signatureAlgorithm: 2 },
      { timestamp: now - 1 },
      { extensions: Uint8Array.of(1) },
      { logId: new Uint8Array(32) },
    ])
      expect(judge([{ ...good, ...change }], minimum), Object.keys(change).join()).toMatch(/published by 0 known/);
  });
});

const vectors = process.env['HANDFAST_VECTORS'] ?? join(import.meta.dirname, '../../../../../../shared/vectors');
const file = join(vectors, 'x509-limbo.json');

test.skipIf(!existsSync(file))('RFC 6962 §3.2: the promise of a real log inside a real certificate', () => {
  const { testcases } = JSON.parse(readFileSync(file, 'utf8'));
  const limbo = testcases.find(({ id }: { id: string }) => id === 'online::stackoverflow.com');
  const certificates = (texts: readonly string[]): Certificate[] =>
    texts.flatMap((text) => parsePemOf('CERTIFICATE', text)).map(parseCertificate);
  // The public key of Let's Encrypt's log Sycamore2026h1.
  const sycamore =
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfEEe0JZknA91/c6eNl1aexgeKzuGQUMvRCXPXg9L227O5I4Pi++Abcpq6qxlVUKPYafAJelAnMfGzv3lHCc8gA==';
  const key = parsePublicKey(new Uint8Array(Buffer.from(sycamore, 'base64')));
  const request = {
    leaf: certificates([limbo.peer_certificate])[0] as Certificate,
    intermediates: certificates(limbo.untrusted_intermediates),
    anchors: new TrustAnchors(certificates(limbo.trusted_certs)),
    // The certificate is valid an hour before it was promised to be published.
    time: Date.parse(limbo.validation_time) + 86_400_000,
  };
  const logs = [{ key, operator: 'Let’s Encrypt' }];
  expect(outcome({ ...request, timestamps: { logs, minimum: 1 } })).toBe('accepted');
  expect(outcome({ ...request, timestamps: { logs, minimum: 2 } })).toMatch(
    /^insufficient_timestamps: .* published by 1 known logs/,
  );
});
