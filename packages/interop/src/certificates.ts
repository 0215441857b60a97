/** The certificates of one run, made with the openssl command in a temporary folder: a root, two intermediates, and a server and a client leaf for each kind of key. */

import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEchKey, echKeyToPem } from 'handfast/ech';
import { nodeProvider } from 'handfast/providers/node';
import { run } from './child.ts';
import { type KeyKind, keyKinds } from './facts.ts';
import type { Identity } from './peer.ts';

/** Kinds of keys that agree: on a curve, or in a field; of X9.42 such a key names its subgroup, and it may be below DSA. */
export type AgreeingKind = 'ecdh' | 'dh' | 'dh of X9.42' | 'dh below DSA';

export interface Certificates {
  readonly directory: string;
  /** The root that both sides trust, and one that signed nothing here but the stranger. */
  readonly root: string;
  readonly strangeRoot: string;
  readonly server: Readonly<Record<KeyKind, Identity>>;
  readonly client: Readonly<Record<KeyKind, Identity>>;
  /** A server with a DSA key. */
  readonly dss: Identity;
  /** A server with an RSA key of 512 bits. */
  readonly shortRsa: Identity;
  /** Keys that agree, those of clients nothing else. */
  readonly agreeing: Readonly<Record<'server' | 'client', Readonly<Record<AgreeingKind, Identity>>>>;
  /** A client whose root nobody trusts. */
  readonly stranger: Identity;
  /** ECH keys with their configurations, for the name of all servers: one that is used, and one that nobody has. */
  readonly ech: string;
  readonly strangeEch: string;
  /** An OCSP response (DER) that says that the first server leaf is good. */
  readonly ocspResponse: string;
}

/** The name in every server leaf. */
export const serverName = 'localhost';
/** The other one, for everybody to see: Go takes no public name of one label. */
const publicName = 'public.localhost';

/** Kinds of keys that no certificate of today holds. */
type OldKind = 'dsa' | 'rsa-512';

const newKey: Readonly<Record<KeyKind | OldKind, readonly string[]>> = {
  'rsa-512': ['rsa:512'],
  dsa: ['dsa:dsa.parameters'],
  'ecdsa-secp256r1': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'ecdsa-secp384r1': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'ecdsa-secp521r1': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  rsa: ['rsa:2048'],
  'rsa-pss': ['rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ed25519: ['ed25519'],
  ed448: ['ed448'],
};

/** Makes them all, to be gone when the process is; throws with openssl's own words where it cannot. */
export async function makeCertificates(): Promise<Certificates> {
  const directory = await mkdtemp(join(tmpdir(), 'handfast-interop-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const authority = (name: string, kind: KeyKind | OldKind, issuer?: string): Promise<void> =>
    certify(directory, name, kind, issuer, ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']);
  await Promise.all([authority('root', 'ecdsa-secp256r1'), authority('strange-root', 'ecdsa-secp256r1')]);
  const parameters = [
    '-genparam',
    '-algorithm',
    'DSA',
    '-pkeyopt',
    'dsa_paramgen_bits:1024',
    '-pkeyopt',
    'dsa_paramgen_q_bits:160',
    '-out',
    'dsa.parameters',
  ];
  await run('openssl', ['genpkey', ...parameters], { directory });
  await Promise.all([
    authority('ecdsa-intermediate', 'ecdsa-secp384r1', 'root'),
    authority('rsa-intermediate', 'rsa', 'root'),
    authority('dsa-intermediate', 'dsa', 'root'),
  ]);
  const leaf = async (role: 'server' | 'client', kind: KeyKind): Promise<[KeyKind, Identity]> => {
    // The RSA leaves hang below an RSA intermediate, so that rsa_pkcs1_sha256 is met inside certificates.
    const issuer = kind.startsWith('rsa') ? 'rsa-intermediate' : 'ecdsa-intermediate';
    return [kind, await makeLeaf(directory, `${role}-${kind}`, kind, issuer, role)];
  };
  const agreeing = async (role: 'server' | 'client') => {
    const make = (kind: AgreeingKind) =>
      makeAgreeingLeaf(directory, `${role}-${kind.replaceAll(' ', '-')}`, kind, role);
    const [ecdh, dh, x942, dss] = [make('ecdh'), make('dh'), make('dh of X9.42'), make('dh below DSA')];
    return { ecdh: await ecdh, dh: await dh, 'dh of X9.42': await x942, 'dh below DSA': await dss };
  };
  const [server, client, stranger, dss, shortRsa, agreeingServer, agreeingClient] = await Promise.all([
    Promise.all(keyKinds.map((kind) => leaf('server', kind))),
    Promise.all(keyKinds.map((kind) => leaf('client', kind))),
    makeLeaf(directory, 'stranger', 'ecdsa-secp256r1', 'strange-root', 'client'),
    makeLeaf(directory, 'server-dss', 'dsa', 'rsa-intermediate', 'server'),
    makeLeaf(directory, 'server-rsa-512', 'rsa-512', 'rsa-intermediate', 'server'),
    agreeing('server'),
    agreeing('client'),
  ]);
  const ocspResponse = await makeOcspResponse(directory, 'server-ecdsa-secp256r1', 'ecdsa-intermediate');
  return {
    directory,
    ocspResponse,
    ech: await makeEchKey(directory, 'ech'),
    strangeEch: await makeEchKey(directory, 'strange-ech'),
    root: join(directory, 'root.pem'),
    strangeRoot: join(directory, 'strange-root.pem'),
    server: Object.fromEntries(server) as Record<KeyKind, Identity>,
    client: Object.fromEntries(client) as Record<KeyKind, Identity>,
    stranger,
    dss,
    shortRsa,
    agreeing: { server: agreeingServer, client: agreeingClient },
  };
}

async function makeEchKey(directory: string, name: string): Promise<string> {
  const path = join(directory, `${name}.pem`);
  await writeFile(path, echKeyToPem(await createEchKey(nodeProvider, { publicName })));
  return path;
}

async function makeLeaf(
  directory: string,
  name: string,
  kind: KeyKind | OldKind,
  issuer: string,
  role: 'server' | 'client',
): Promise<Identity> {
  await certify(directory, name, kind, issuer, [
    'basicConstraints=critical,CA:FALSE',
    // Without leave to encipher, no RSA key exchange.
    `keyUsage=critical,digitalSignature${kind.startsWith('rsa') && kind !== 'rsa-pss' ? ',keyEncipherment' : ''}`,
    `extendedKeyUsage=${role}Auth`,
    subjectAltName(name, role),
  ]);
  return bundled(directory, name, issuer);
}

const subjectAltName = (name: string, role: 'server' | 'client'): string =>
  `subjectAltName=${role === 'server' ? `DNS:${serverName},DNS:${publicName},IP:127.0.0.1` : `email:${name}@example.org`}`;

const modp = ['-algorithm', 'DH', '-pkeyopt', 'group:modp_2048'];

const agreeingKeys: Readonly<Record<AgreeingKind, { readonly key: readonly string[]; readonly issuer: string }>> = {
  ecdh: { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], issuer: 'ecdsa-intermediate' },
  dh: { key: modp, issuer: 'rsa-intermediate' },
  // The last group of RFC 5114.
  'dh of X9.42': { key: ['-algorithm', 'DHX', '-pkeyopt', 'dh_rfc5114:3'], issuer: 'rsa-intermediate' },
  'dh below DSA': { key: modp, issuer: 'dsa-intermediate' },
};

/** Such a key cannot sign a request for its own certificate. */
async function makeAgreeingLeaf(
  directory: string,
  name: string,
  kind: AgreeingKind,
  role: 'server' | 'client',
): Promise<Identity> {
  const { key, issuer } = agreeingKeys[kind];
  const extensions = [
    'basicConstraints=critical,CA:FALSE',
    // OpenSSL 1.0 believes no server that may only agree.
    `keyUsage=critical,keyAgreement${role === 'server' ? ',digitalSignature' : ''}`,
    `extendedKeyUsage=${role}Auth`,
    subjectAltName(name, role),
  ];
  await writeFile(join(directory, `${name}.ext`), extensions.join('\n'));
  for (const step of [
    ['genpkey', ...key, '-out', `${name}.key`],
    ['pkey', '-in', `${name}.key`, '-pubout', '-out', `${name}.pub`],
    [
      ['x509', '-new', '-force_pubkey', `${name}.pub`, '-subj', `/O=Handfast interop/CN=${name}`, '-days', '30'],
      ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    ].flat(),
  ]) {
    const { code, output } = await run('openssl', step, { directory });
    if (code !== 0) throw new Error(`openssl cannot make the certificate ${name}: ${output}`);
  }
  return bundled(directory, name, issuer);
}

/** The files of a leaf, with one more that holds its chain. */
async function bundled(directory: string, name: string, issuer: string): Promise<Identity> {
  const identity = {
    certificate: join(directory, `${name}.pem`),
    chain: join(directory, `${issuer}.pem`),
    bundle: join(directory, `${name}.bundle.pem`),
    key: join(directory, `${name}.key`),
  };
  const parts = await Promise.all([readFile(identity.certificate), readFile(identity.chain)]);
  await writeFile(identity.bundle, Buffer.concat(parts));
  return identity;
}

/** What a responder with an index of one certificate says about it. */
async function makeOcspResponse(directory: string, name: string, issuer: string): Promise<string> {
  const { output } = await run('openssl', ['x509', '-in', `${name}.pem`, '-noout', '-serial'], { directory });
  const serial = /^serial=(\w+)/m.exec(output)?.[1];
  await writeFile(join(directory, 'index.txt'), `V\t491231235959Z\t\t${serial}\tunknown\t/CN=${name}\n`);
  const made = await run(
    'openssl',
    [
      ['ocsp', '-index', 'index.txt', '-CA', `${issuer}.pem`, '-issuer', `${issuer}.pem`, '-cert', `${name}.pem`],
      ['-rsigner', `${issuer}.pem`, '-rkey', `${issuer}.key`, '-ndays', '7', '-respout', `${name}.ocsp`, '-noverify'],
    ].flat(),
    { directory },
  );
  if (made.code !== 0) throw new Error(`openssl cannot make an OCSP response: ${made.output}`);
  return join(directory, `${name}.ocsp`);
}

async function certify(
  directory: string,
  name: string,
  kind: KeyKind | OldKind,
  issuer: string | undefined,
  extensions: readonly string[],
): Promise<void> {
  const signer = issuer === undefined ? [] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
  const hash = kind.startsWith('ed') && issuer === undefined ? [] : ['-sha256'];
  const { code, output } = await run(
    'openssl',
    [
      ['req', '-x509', '-new', '-nodes', '-newkey', ...newKey[kind], ...signer, ...hash],
      ['-subj', `/O=Handfast interop/CN=${name}`, '-days', '30', '-config', '/dev/null'],
      ['-keyout', `${name}.key`, '-out', `${name}.pem`],
      extensions.flatMap((extension) => ['-addext', extension]),
    ].flat(),
    { directory },
  );
  if (code !== 0) throw new Error(`openssl cannot make the certificate ${name}: ${output}`);
}
