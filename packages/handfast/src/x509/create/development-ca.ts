/** A certification authority for one's own machine: a root, and leaves for any names. Trust it nowhere else. */

import { type Awaitable, job, run, type Task } from '../../base/awaitable.ts';
import { equalBytes } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { KeySpec } from '../../crypto/algorithms.ts';
import type { CryptoProvider, GeneratedKey, PrivateKey } from '../../crypto/provider.ts';
import { type Certificate, parseCertificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import { encodePublicKey } from '../public-key.ts';
import { certificateTask } from './certificate.ts';
import { distinguishedName } from './distinguished-name.ts';
import { authorityExtensions, leafExtensions, type Usage } from './profiles.ts';
import { subjectName } from './subject-names.ts';

/** How to make or open an authority. */
export interface DevelopmentCaOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly commonName?: string | undefined;
  /** Of the root and of leaves. P-256 when absent. */
  readonly keySpec?: KeySpec | undefined;
}

/** A root with its key, ready to issue. */
export interface DevelopmentCa {
  /** The root in DER, for others to trust. */
  readonly certificate: Uint8Array;
  readonly key: PrivateKey;
  /** The key as DER PrivateKeyInfo: a secret. */
  readonly pkcs8: Uint8Array;
  /** A new key and its certificate for host names, IP addresses, e-mail addresses or URIs. */
  issue(names: readonly string[], options?: IssueOptions): Awaitable<IssuedLeaf>;
}

/** How a leaf may differ from the usual one. */
export interface IssueOptions {
  /** Milliseconds since 1970; the time at which the authority was made or opened when absent. */
  readonly now?: number | undefined;
  /** 397 when absent, which is what browsers accept at most. */
  readonly days?: number | undefined;
  readonly keySpec?: KeySpec | undefined;
  /** Server and client when absent. */
  readonly usages?: readonly Usage[] | undefined;
  /** Whether the key may delegate to others (RFC 9345). */
  readonly delegates?: boolean | undefined;
}

/** A key and the certificate for it. */
export interface IssuedLeaf {
  /** What to send to peers: the leaf alone, since they must have the root already. */
  readonly chain: readonly Uint8Array[];
  readonly key: PrivateKey;
  /** The key as DER PrivateKeyInfo: a secret. */
  readonly pkcs8: Uint8Array;
}

/** Makes a new root, valid for ten years. */
export const createDevelopmentCa = (
  provider: CryptoProvider,
  options: DevelopmentCaOptions,
): Awaitable<DevelopmentCa> => run(createTask(provider, options));

/** Takes up a root that was made before. Throws `MisuseError` when the key is not that of the certificate. */
export function openDevelopmentCa(
  provider: CryptoProvider,
  stored: { readonly certificate: Uint8Array; readonly pkcs8: Uint8Array },
  options: DevelopmentCaOptions,
): DevelopmentCa {
  const certificate = parseCertificate(stored.certificate);
  if (findExtension(certificate.extensions, 'basicConstraints')?.value.cA !== true) {
    throw new MisuseError('the certificate of a certification authority must be one of a CA');
  }
  const key = provider.importPrivateKey(stored.pkcs8);
  if (!key) throw new MisuseError('the provider does not take the key of the certification authority');
  if (!sameKey(key, certificate)) throw new MisuseError('the key is not that of the certificate');
  return authority(provider, certificate, { privateKey: key, pkcs8: stored.pkcs8 }, options);
}

function* createTask(provider: CryptoProvider, options: DevelopmentCaOptions): Task<DevelopmentCa> {
  const { now, commonName = 'Handfast Development CA', keySpec = usualKey } = options;
  const generated = yield* generate(provider, keySpec);
  const subject = distinguishedName({ organizationName: 'Handfast', commonName });
  const publicKey = generated.privateKey.info;
  const der = yield* certificateTask({
    provider,
    subject,
    issuer: subject,
    publicKey,
    signer: { key: generated.privateKey },
    validity: { notBefore: now - hour, notAfter: now + 3650 * day },
    extensions: authorityExtensions({ provider, publicKey, pathLenConstraint: 0 }),
  });
  return authority(provider, parseCertificate(der), generated, options);
}

function authority(
  provider: CryptoProvider,
  certificate: Certificate,
  { privateKey, pkcs8 }: Pick<GeneratedKey, 'privateKey' | 'pkcs8'>,
  defaults: DevelopmentCaOptions,
): DevelopmentCa {
  return {
    certificate: certificate.der,
    key: privateKey,
    pkcs8,
    issue: (names, { now = defaults.now, keySpec = defaults.keySpec, ...options } = {}) =>
      run(issueTask(provider, { certificate, key: privateKey }, names, { ...options, now, keySpec })),
  };
}

function* issueTask(
  provider: CryptoProvider,
  root: { readonly certificate: Certificate; readonly key: PrivateKey },
  names: readonly string[],
  options: IssueOptions & { readonly now: number },
): Task<IssuedLeaf> {
  const { now, days = 397, keySpec = usualKey, usages = ['serverAuth', 'clientAuth'], delegates } = options;
  const [first] = names;
  if (first === undefined) throw new MisuseError('a certificate needs at least one name');
  const generated = yield* generate(provider, keySpec);
  const publicKey = generated.privateKey.info;
  const isNameless = first.length > longestCommonName;
  const leaf = yield* certificateTask({
    provider,
    subject: distinguishedName(isNameless ? {} : { commonName: first }),
    issuer: root.certificate.subject,
    publicKey,
    signer: { key: root.key },
    validity: { notBefore: now - hour, notAfter: Math.min(now + days * day, root.certificate.validity.notAfter) },
    extensions: leafExtensions({
      provider,
      publicKey,
      issuerKey: root.key.info,
      names: names.map(subjectName),
      usages,
      isNameless,
      delegates,
    }),
  });
  return { chain: [leaf], key: generated.privateKey, pkcs8: generated.pkcs8 };
}

function* generate(provider: CryptoProvider, spec: KeySpec): Task<GeneratedKey> {
  const generated = provider.generateKey(spec);
  if (!generated) throw new MisuseError(`the provider ${provider.name} cannot make ${spec.kind} keys`);
  return yield* job(generated);
}

const sameKey = (key: PrivateKey, { subjectPublicKeyInfo }: Certificate): boolean =>
  equalBytes(encodePublicKey(key.info), subjectPublicKeyInfo.der);

const usualKey: KeySpec = { kind: 'ec', curve: 'secp256r1' };

/** RFC 5280 appendix A.1: ub-common-name. */
const longestCommonName = 64;

const hour = 3_600_000;
const day = 24 * hour;
