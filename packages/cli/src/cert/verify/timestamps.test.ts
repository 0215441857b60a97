import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProvider } from 'handfast/providers/node';
import {
  createCertificate,
  type Extension,
  encodePem,
  encodePublicKey,
  extensionOf,
  leafExtensions,
  parseCertificate,
  subjectName,
} from 'handfast/x509';
import { expect, test } from 'vitest';
import { type Entity, nameFor, openLab } from '../../bad/lab.ts';
import { generate, type OwnKey } from '../../pki/keys.ts';
import { freshFolder } from '../../testing/certificates.ts';
import { runCli } from '../../testing/run-cli.ts';
import { runJson } from '../../testing/run-json.ts';

const now = Date.UTC(2026, 3, 1);

const newLog = (): Promise<OwnKey> => generate({ kind: 'ec', curve: 'secp256r1' });
const sha256 = (data: Uint8Array) => nodeProvider.hash('sha256').update(data).digest();
const length24 = (length: number) => [length >> 16, (length >> 8) & 0xff, length & 0xff];
const logIdOf = (log: OwnKey) => sha256(encodePublicKey(log.key.info));

/** A certificate that these logs have promised to publish (RFC 6962 §3.2). */
async function certificateWith(root: Entity, logs: readonly OwnKey[]): Promise<Uint8Array> {
  const key = await newLog();
  const extensions = leafExtensions({
    provider: nodeProvider,
    publicKey: key.key.info,
    issuerKey: root.key.key.info,
    names: [subjectName('logged.test')],
    usages: ['serverAuth'],
  });
  const make = (more: readonly Extension[]) =>
    createCertificate({
      provider: nodeProvider,
      subject: nameFor('logged.test'),
      publicKey: key.key.info,
      issuer: root.name,
      signer: { key: root.key.key },
      validity: { notBefore: now, notAfter: now + 90 * 86_400_000 },
      serialNumber: Uint8Array.of(0x41, 2, 3, 4, 5, 6, 7, 8, 9),
      extensions: [...extensions, ...more],
    });
  const { tbs } = parseCertificate(await make([]));
  const timestamps = await Promise.all(logs.map((log) => promise(log, root, tbs)));
  return make(logs.length === 0 ? [] : [extensionOf('signedCertificateTimestamps', timestamps)]);
}

async function promise(log: OwnKey, root: Entity, tbs: Uint8Array) {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(now));
  const issuerKeyHash = sha256(root.certificate.subjectPublicKeyInfo.der);
  const entry = [0, 1, ...issuerKeyHash, ...length24(tbs.length), ...tbs];
  const signature = await log.key.sign({ kind: 'ecdsa', hash: 'sha256' }, Uint8Array.of(0, 0, ...time, ...entry, 0, 0));
  return {
    version: 0,
    logId: logIdOf(log),
    timestamp: now,
    extensions: new Uint8Array(),
    hashAlgorithm: 4,
    signatureAlgorithm: 3,
    signature,
    unparsed: new Uint8Array(),
  };
}

/** A log list as browsers publish it. */
function logList(path: string, logs: readonly OwnKey[], state: object = { usable: {} }): void {
  const operators = logs.map((log, place) => ({
    name: `Operator ${place}`,
    logs: [{ log_id: '', key: Buffer.from(encodePublicKey(log.key.info)).toString('base64'), state }],
  }));
  writeFileSync(path, JSON.stringify({ version: '1', operators }));
}

test('RFC 6962 §3.2: timestamps are shown, and count when they are of known logs [F09]', async () => {
  const folder = freshFolder();
  const path = (name: string) => join(folder, name);
  const { root } = await openLab(now, 'logged.test', 'server');
  const [first, second, stranger] = await Promise.all([newLog(), newLog(), newLog()]);
  writeFileSync(path('root.pem'), encodePem('CERTIFICATE', root.certificate.der));
  writeFileSync(path('leaf.pem'), encodePem('CERTIFICATE', await certificateWith(root, [first, second])));
  writeFileSync(path('without.pem'), encodePem('CERTIFICATE', await certificateWith(root, [])));
  logList(path('both.json'), [first, second]);
  logList(path('one.json'), [first, stranger]);
  logList(path('retired.json'), [first, second], { retired: { timestamp: '2026-03-01T00:00:00Z' } });
  logList(path('rejected.json'), [first, second], { rejected: {} });

  const { stdout } = await runCli(['cert', 'show', path('leaf.pem')]);
  expect(stdout).toContain(
    `log ${Buffer.from(logIdOf(first)).toString('base64')} at 2026-04-01T00:00:00Z, SHA-256 with ECDSA`,
  );

  const verify = (leaf: string, logs: string, ...flags: readonly string[]) => {
    const base = ['cert', 'verify', path(leaf), '--ca', path('root.pem'), '--at', '2026-05-01'];
    return runJson([...base, '--ct-logs', path(logs), ...flags]);
  };
  expect(await verify('leaf.pem', 'both.json')).toMatchObject({ exitCode: 0, document: { accepted: true } });
  expect((await verify('leaf.pem', 'one.json', '--ct-minimum', '1')).document.accepted).toBe(true);
  for (const [leaf, logs] of [
    ['leaf.pem', 'one.json'],
    ['leaf.pem', 'retired.json'],
    ['without.pem', 'both.json'],
  ] as const) {
    expect((await verify(leaf, logs)).document).toMatchObject({ accepted: false, code: 'insufficient_timestamps' });
  }
  expect(await verify('leaf.pem', 'rejected.json')).toMatchObject({ exitCode: 7 });
});
