/** Where bad certificates are made: a root, and certificates that differ from good ones in what one asks for. */

import type { SignatureAlgorithm } from 'handfast/crypto';
import { nodeProvider } from 'handfast/providers/node';
import {
  authorityExtensions,
  type Certificate,
  createCertificate,
  distinguishedName,
  type Extension,
  type GeneralName,
  leafExtensions,
  type Name,
  parseCertificate,
  subjectName,
  type Validity,
} from 'handfast/x509';
import { day } from '../pki/clock.ts';
import { generate, type OwnKey } from '../pki/keys.ts';

/** What all certificates of one lab have in common. */
export interface Lab {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The name that the leaf should be for. */
  readonly host: string;
  readonly usage: 'server' | 'client';
  /** To be trusted. */
  readonly root: Entity;
}

/** Somebody with a name, a key and a certificate. */
export interface Entity {
  readonly name: Name;
  readonly key: OwnKey;
  readonly certificate: Certificate;
}

/** How a certificate differs from a good one. */
export interface Change {
  readonly subject?: Name;
  readonly names?: readonly GeneralName[];
  readonly usages?: readonly ('serverAuth' | 'clientAuth')[];
  readonly validity?: Validity;
  readonly signatureAlgorithm?: SignatureAlgorithm;
  readonly key?: OwnKey;
  readonly pathLenConstraint?: number;
  readonly extensions?: (usual: readonly Extension[]) => readonly Extension[];
}

/** A lab with a root of its own. */
export async function openLab(now: number, host: string, usage: Lab['usage']): Promise<Lab> {
  return { now, host, usage, root: await root(now, 'Bad Certificates Root') };
}

/** A root that signs itself. */
export async function root(now: number, commonName: string, key?: OwnKey): Promise<Entity> {
  const own = key ?? (await ellipticKey());
  return authority({ now }, commonName, { name: nameFor(commonName), key: own }, { key: own });
}

/** A CA below another one. */
export async function authority(
  { now }: Pick<Lab, 'now'>,
  commonName: string,
  issuer: Pick<Entity, 'name' | 'key'>,
  change: Change = {},
): Promise<Entity> {
  const key = change.key ?? (await ellipticKey());
  const usual = authorityExtensions({
    provider: nodeProvider,
    publicKey: key.key.info,
    issuerKey: issuer.key.key.info,
    pathLenConstraint: change.pathLenConstraint,
  });
  const subject = nameFor(commonName);
  return make(issuer, key, change, { subject, validity: around(now, 3650), usual });
}

/** A certificate for the host of the lab. */
export async function leaf(lab: Lab, issuer: Pick<Entity, 'name' | 'key'>, change: Change = {}): Promise<Entity> {
  const key = change.key ?? (await ellipticKey());
  const usual = leafExtensions({
    provider: nodeProvider,
    publicKey: key.key.info,
    issuerKey: issuer.key.key.info,
    names: change.names ?? [subjectName(lab.host)],
    usages: change.usages ?? [lab.usage === 'server' ? 'serverAuth' : 'clientAuth'],
  });
  return make(issuer, key, change, { subject: nameFor(lab.host), validity: around(lab.now, 90), usual });
}

interface Usual {
  readonly subject: Name;
  readonly validity: Validity;
  readonly usual: readonly Extension[];
}

async function make(
  issuer: Pick<Entity, 'name' | 'key'>,
  key: OwnKey,
  change: Change,
  { usual, ...rest }: Usual,
): Promise<Entity> {
  const { signatureAlgorithm, extensions = (list) => list, subject = rest.subject, validity = rest.validity } = change;
  const der = await createCertificate({
    provider: nodeProvider,
    subject,
    publicKey: key.key.info,
    issuer: issuer.name,
    signer: { key: issuer.key.key, signatureAlgorithm },
    validity,
    extensions: extensions(usual),
  });
  return { name: subject, key, certificate: parseCertificate(der) };
}

/** A name with one part. */
export const nameFor = (commonName: string): Name => distinguishedName({ commonName });

/** From a day ago until some days from now. */
export const around = (now: number, days: number): Validity => ({ notBefore: now - day, notAfter: now + days * day });

const ellipticKey = (): Promise<OwnKey> => generate({ kind: 'ec', curve: 'secp256r1' });
