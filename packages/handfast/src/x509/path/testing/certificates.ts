/** Certificates made of values alone, and a provider whose signatures are the names of keys: graphs of any shape, fast. */

import { oid } from '../../../asn1/object-names.ts';
import { fromUtf8, utf8 } from '../../../base/bytes.ts';
import type { PublicKeyInfo } from '../../../crypto/algorithms.ts';
import type { CryptoProvider, Hash } from '../../../crypto/provider.ts';
import type { Certificate } from '../../certificate.ts';
import type { Extension, ExtensionName, ExtensionValues } from '../../extensions/extension.ts';
import type { GeneralName } from '../../general-name.ts';
import { type Name, nameOf } from '../../name.ts';

export interface TestCertificate {
  /** A common name, or a whole name. */
  readonly subject: string | Name;
  /** `subject` if not given. */
  readonly issuer?: string | Name;
  /** The name of its key; the subject if not given. */
  readonly key?: string;
  /** The name of the key that signs; the issuer if not given. */
  readonly signedBy?: string;
  readonly authority?: boolean;
  readonly pathLength?: number;
  readonly names?: readonly GeneralName[];
  /** Added to, or put in the place of, what a good certificate has. `undefined` leaves one out. */
  readonly extensions?:
    | { readonly [K in Exclude<ExtensionName, 'unknown'>]?: ExtensionValues[K] | undefined }
    | undefined;
  /** These are critical and no others. */
  readonly critical?: readonly ExtensionName[];
  readonly fields?: Partial<Certificate>;
}

/** A certificate that every profile accepts, but for what is asked otherwise. */
export function makeCertificate(options: TestCertificate): Certificate {
  const {
    subject,
    issuer = subject,
    key = textOf(subject),
    signedBy = issuer === subject ? key : textOf(issuer),
    authority = false,
  } = options;
  const unique = utf8(
    JSON.stringify([options, ++serial], (_, value) => (value instanceof Uint8Array ? [...value] : value)),
  );
  return {
    der: unique,
    tbs: unique,
    version: 3,
    serialNumber: Uint8Array.of(1, serial >> 16, serial >> 8, serial),
    signatureAlgorithm: { algorithm: oid.ecdsaWithSHA256 },
    signatureScheme: { kind: 'ecdsa', hash: 'sha256' },
    issuer: toName(issuer),
    validity: { notBefore: Date.UTC(2020, 0), notAfter: Date.UTC(2040, 0) },
    subject: toName(subject),
    subjectPublicKeyInfo: makeKey(key),
    issuerUniqueID: undefined,
    subjectUniqueID: undefined,
    extensions: makeExtensions(options, key, signedBy, authority),
    signature: utf8(signedBy),
    ...options.fields,
  };
}

export const makeAuthority = (subject: string, issuer = subject, more: Partial<TestCertificate> = {}): Certificate =>
  makeCertificate({ subject, issuer, authority: true, ...more });

export const makeLeaf = (issuer: string, more: Partial<TestCertificate> = {}): Certificate =>
  makeCertificate({ subject: 'example.com', issuer, names: [{ kind: 'dNSName', value: 'example.com' }], ...more });

/** Within the validity of what `makeCertificate` makes. */
export const testTime = Date.UTC(2026, 0);

/** Takes a signature for right if it is the name of the key, and counts. */
export function testProvider(): CryptoProvider & { verified: number } {
  const absent = (): never => {
    throw new Error('not in a test');
  };
  const provider = {
    name: 'test',
    verified: 0,
    random: absent,
    hash: gatheringHash,
    hmac: absent,
    aead: absent,
    keyExchange: absent,
    importPrivateKey: absent,
    generateKey: absent,
    importPublicKey: (info: PublicKeyInfo) => ({
      info,
      verify: (_algorithm: unknown, _data: Uint8Array, signature: Uint8Array): boolean => {
        provider.verified++;
        return info.kind === 'ec' && fromUtf8(info.point) === fromUtf8(signature);
      },
    }),
  };
  return provider;
}

export const commonName = (text: string): Name =>
  nameOf([[{ type: oid.commonName, value: { kind: 'utf8String', value: text } }]]);

/** A "hash" that is the data itself: enough to tell names and keys apart. */
function gatheringHash(): Hash {
  let data = new Uint8Array();
  const hash: Hash = {
    update(more) {
      data = Uint8Array.from([...data, ...more]);
      return hash;
    },
    digest: () => data,
    clone: () => hash,
  };
  return hash;
}

let serial = 0;

const toName = (name: string | Name): Name =>
  typeof name === 'string' ? (name === '' ? nameOf([]) : commonName(name)) : name;
const textOf = (name: string | Name): string => (typeof name === 'string' ? name : String(name.der));

function makeKey(key: string): Certificate['subjectPublicKeyInfo'] {
  const point = utf8(key);
  const der = utf8(`key of ${key}`);
  return {
    der,
    algorithm: { algorithm: oid.ecPublicKey },
    subjectPublicKey: point,
    key: { kind: 'ec', curve: 'secp256r1', point },
  };
}

function makeExtensions(options: TestCertificate, key: string, signedBy: string, authority: boolean): Extension[] {
  const {
    names,
    pathLength,
    extensions = {},
    critical = ['basicConstraints', 'nameConstraints', 'policyConstraints', 'inhibitAnyPolicy'],
  } = options;
  const values = {
    authorityKeyIdentifier: { keyIdentifier: utf8(signedBy) },
    subjectKeyIdentifier: utf8(key),
    keyUsage: authority ? ['keyCertSign', 'cRLSign'] : ['digitalSignature'],
    basicConstraints: { cA: authority, pathLenConstraint: pathLength },
    ...(!authority && { extKeyUsage: [oid.serverAuth] }),
    ...(names !== undefined && { subjectAltName: names }),
    ...extensions,
  };
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        ({ name, extnID: '1.2.3', critical: critical.includes(name as ExtensionName), value }) as Extension,
    );
}
