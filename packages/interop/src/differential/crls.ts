/** A leaf, and CRLs by its issuer, by a second key of its issuer, and by somebody to whom the issuer delegated them. */

import {
  type DistributionPoint,
  type Extension,
  extensionOf,
  type GeneralName,
  type IssuingDistributionPoint,
  type Revocation,
} from 'handfast/x509';
import type { ChainCase } from './chain-case.ts';
import { commonName, day, type KeyRing, now } from './key-ring.ts';
import type { Random } from './random.ts';

export function crlCase(random: Random, keys: KeyRing, number: number): ChainCase {
  const separate = random.percent(20);
  const root = authority(keys, 'Root', 0, ['keyCertSign', 'cRLSign']);
  const issuer = authority(keys, 'CA', 1, random.percent(6) ? ['keyCertSign'] : ['keyCertSign', 'cRLSign']);
  const delegate = crlSigner(keys, 'Revoker', 'Root', 3);
  const secondKey = separate ? [crlSigner(keys, 'CA', random.pick(['Root', 'CA']), 4)] : [];
  const points = random.percent(50) ? random.some([...Array(8).keys()], 1, 2).map(() => distributionPoint(random)) : [];
  const leaf = keys.certificate({
    subject: commonName('leaf'),
    issuer: commonName('CA'),
    key: 2,
    signer: 1,
    serialNumber: leafSerial,
    extensions: [
      extensionOf('basicConstraints', { cA: false }, true),
      ...keys.identifiers(2, 1),
      ...(points.length > 0 ? [extensionOf('cRLDistributionPoints', points)] : []),
    ],
  });
  const crls = Array.from({ length: 1 + random.below(3) }, (_, i) => crl(random, keys, separate, i));
  return {
    id: `crls ${number}`,
    leaf,
    intermediates: [issuer, delegate, ...secondKey],
    root,
    // The root's own list lets the paths of CRL issuers be checked.
    crls: [...crls, rootCrl(keys)],
    time: now,
    usage: 'any',
    profile: 'path',
  };
}

const leafSerial = Uint8Array.of(7);
const otherSerial = Uint8Array.of(99);
const reasonSets: readonly NonNullable<DistributionPoint['reasons']>[] = [
  ['keyCompromise', 'cACompromise'],
  ['affiliationChanged', 'superseded', 'cessationOfOperation', 'certificateHold', 'privilegeWithdrawn', 'aACompromise'],
  ['keyCompromise'],
];
const uris = ['http://a/', 'http://b/'];
const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
const directory = (name: string): GeneralName => ({ kind: 'directoryName', value: commonName(name) });
const shard = { kind: 'nameRelativeToCRLIssuer', value: commonName('shard').rdnSequence[0] ?? [] } as const;

function authority(keys: KeyRing, subject: 'Root' | 'CA', key: number, usage: readonly ('keyCertSign' | 'cRLSign')[]) {
  const basics = [extensionOf('basicConstraints', { cA: true }, true), extensionOf('keyUsage', usage, true)];
  return keys.certificate({
    subject: commonName(subject),
    issuer: commonName('Root'),
    key,
    signer: 0,
    serialNumber: Uint8Array.of(1 + key),
    extensions: [...basics, ...keys.identifiers(key, 0)],
  });
}

function crlSigner(keys: KeyRing, subject: string, issuer: 'Root' | 'CA', key: number): Uint8Array {
  const signer = issuer === 'Root' ? 0 : 1;
  const basics: readonly Extension[] = [
    extensionOf('basicConstraints', { cA: false }, true),
    extensionOf('keyUsage', ['cRLSign'], true),
  ];
  return keys.certificate({
    subject: commonName(subject),
    issuer: commonName(issuer),
    key,
    signer,
    serialNumber: Uint8Array.of(10 + key),
    extensions: [...basics, ...keys.identifiers(key, signer)],
  });
}

function distributionPoint(random: Random): DistributionPoint {
  const name = random.pick(['uri', 'uri', 'uri', 'shard', 'none'] as const);
  return {
    ...(name === 'uri' && { distributionPoint: { kind: 'fullName', value: [uri(random.pick(uris))] } }),
    ...(name === 'shard' && { distributionPoint: shard }),
    ...((name === 'none' || random.percent(15)) && { cRLIssuer: [directory('Revoker')] }),
    ...(random.percent(20) && { reasons: random.pick(reasonSets) }),
  };
}

function rootCrl(keys: KeyRing): Uint8Array {
  const revoked = [{ serialNumber: otherSerial, revocationDate: now - 2 * day }];
  return keys.crl(0, false, { ...dates, issuer: commonName('Root'), cRLNumber: Uint8Array.of(1), revoked });
}

const dates = { thisUpdate: now - day, nextUpdate: now + day };

function crl(random: Random, keys: KeyRing, separate: boolean, age: number): Uint8Array {
  const by = random.percent(25) ? 'Revoker' : 'CA';
  const key = by === 'Revoker' ? 3 : separate && random.percent(80) ? 4 : 1;
  const scope = issuingDistributionPoint(random, by);
  const isLimited = Object.values(scope).some((value) => value !== false && value !== undefined);
  return keys.crl(key, random.percent(4), {
    issuer: commonName(by),
    thisUpdate: dates.thisUpdate - 1000 * age,
    nextUpdate: random.percent(5) ? now - 1000 : dates.nextUpdate,
    cRLNumber: Uint8Array.of(age + 1),
    revoked: entries(random, by),
    ...(isLimited && { issuingDistributionPoint: scope }),
  });
}

function issuingDistributionPoint(random: Random, by: 'Revoker' | 'CA'): Partial<IssuingDistributionPoint> {
  const only = random.percent(15) ? 'user' : random.percent(5) ? 'authorities' : 'all';
  const fullName = random.pick([uri(random.pick(uris)), directory(by)]);
  const name = random.percent(70) ? { kind: 'fullName' as const, value: [fullName] } : shard;
  return {
    ...(random.percent(35) && { distributionPoint: name }),
    onlyContainsUserCerts: only === 'user',
    onlyContainsCACerts: only === 'authorities',
    onlyContainsAttributeCerts: random.percent(3),
    indirectCRL: random.percent(by === 'Revoker' ? 90 : 5),
    ...(random.percent(25) && { onlySomeReasons: random.pick(reasonSets) }),
  };
}

function entries(random: Random, by: 'Revoker' | 'CA'): readonly Revocation[] {
  const base = { revocationDate: now - 2 * day };
  const other = { ...base, serialNumber: otherSerial };
  const first = by === 'Revoker' ? { ...other, certificateIssuer: [directory('CA')] } : other;
  if (!random.percent(20)) return [first];
  const turned = by === 'Revoker' && random.percent(30);
  const listed = { ...base, serialNumber: leafSerial };
  return [first, turned ? { ...listed, certificateIssuer: [directory(random.pick(['CA', 'Root']))] } : listed];
}
