/** Certificates of all kinds, good and bad, and files with roots. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateServerOptions } from 'handfast/node';
import { nodeProvider } from 'handfast/providers/node';
import {
  authorityExtensions,
  certIDOf,
  createCertificate,
  createDevelopmentCa,
  createOcspResponse,
  type DevelopmentCa,
  distinguishedName,
  encodePem,
  leafExtensions,
  parseCertificate,
  subjectName,
} from 'handfast/x509';
import { onTestFinished } from 'vitest';

/** What a server needs to show a certificate. */
export type Credential = Pick<CreateServerOptions, 'cert' | 'key'>;

const day = 86_400_000;

/** An authority that was made some days ago. */
export async function authority(daysAgo = 0, commonName = 'Test Root'): Promise<DevelopmentCa> {
  return createDevelopmentCa(nodeProvider, { now: Date.now() - daysAgo * day, commonName });
}

/** A leaf of an authority, for some names. */
export async function leafOf(ca: DevelopmentCa, names: readonly string[] = ['localhost']): Promise<Credential> {
  const { chain, key } = await ca.issue(names);
  return { cert: chain, key };
}

/** What an authority says of a leaf of its own: that it is good, for an hour. */
export async function goodOcspResponse({ certificate, key }: DevelopmentCa, leaf: Uint8Array): Promise<Uint8Array> {
  const [issuer, now] = [parseCertificate(certificate), Date.now()];
  return createOcspResponse({
    provider: nodeProvider,
    signer: { key },
    responder: issuer,
    producedAt: now,
    responses: [
      {
        certID: certIDOf(nodeProvider, parseCertificate(leaf), issuer),
        certStatus: { kind: 'good', value: null },
        thisUpdate: now,
        nextUpdate: now + 3_600_000,
      },
    ],
  });
}

/** A certificate for localhost that is its own issuer and no CA. */
export async function selfSigned(): Promise<Credential> {
  const { privateKey } = await newKey();
  const subject = distinguishedName({ commonName: 'Alone' });
  const publicKey = privateKey.info;
  const der = await createCertificate({
    provider: nodeProvider,
    subject,
    issuer: subject,
    publicKey,
    signer: { key: privateKey },
    validity: aroundNow(),
    extensions: leafExtensions({
      provider: nodeProvider,
      publicKey,
      issuerKey: publicKey,
      names: [subjectName('localhost')],
      usages: ['serverAuth'],
    }),
  });
  return { cert: [der], key: privateKey };
}

/** A leaf for localhost below an intermediate; the server shows the leaf alone, or both. */
export async function belowIntermediate(root: DevelopmentCa, isComplete: boolean): Promise<Credential> {
  const [middle, leaf] = [await newKey(), await newKey()];
  const rootName = distinguishedName({ organizationName: 'Handfast', commonName: 'Test Root' });
  const middleName = distinguishedName({ commonName: 'Test Intermediate' });
  const common = { provider: nodeProvider, validity: aroundNow() };
  const intermediate = await createCertificate({
    ...common,
    subject: middleName,
    issuer: rootName,
    publicKey: middle.privateKey.info,
    signer: { key: root.key },
    extensions: authorityExtensions({
      provider: nodeProvider,
      publicKey: middle.privateKey.info,
      issuerKey: root.key.info,
    }),
  });
  const own = await createCertificate({
    ...common,
    subject: distinguishedName({ commonName: 'localhost' }),
    issuer: middleName,
    publicKey: leaf.privateKey.info,
    signer: { key: middle.privateKey },
    extensions: leafExtensions({
      provider: nodeProvider,
      publicKey: leaf.privateKey.info,
      issuerKey: middle.privateKey.info,
      names: [subjectName('localhost')],
      usages: ['serverAuth'],
    }),
  });
  return { cert: isComplete ? [own, intermediate] : [own], key: leaf.privateKey };
}

/** A folder of this test alone. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'handfast-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file with the root of an authority, in PEM. */
export function rootFile({ certificate }: DevelopmentCa): string {
  const path = join(freshFolder(), 'root.pem');
  writeFileSync(path, encodePem('CERTIFICATE', certificate));
  return path;
}

const aroundNow = () => ({ notBefore: Date.now() - day, notAfter: Date.now() + 30 * day });

async function newKey() {
  const generated = await nodeProvider.generateKey({ kind: 'ec', curve: 'secp256r1' });
  if (generated === undefined) throw new Error('the provider makes no P-256 keys');
  return generated;
}
