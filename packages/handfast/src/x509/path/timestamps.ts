/** Signed certificate timestamps: promises of logs to publish a certificate, checked against logs that are known (RFC 6962 §3.2). */

import { job, type Task } from '../../base/awaitable.ts';
import { concat, toHex } from '../../base/bytes.ts';
import type { SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import { Writer } from '../../wire/writer.ts';
import type { Certificate } from '../certificate.ts';
import { tbsCertificate } from '../certificate-codec.ts';
import { findExtension } from '../extensions/extension.ts';
import type { SignedCertificateTimestamp } from '../extensions/types.ts';
import type { SubjectPublicKeyInfo } from '../public-key.ts';
import type { PathIssuer } from './anchors.ts';
import type { Fault } from './checks/check.ts';
import { importedKey } from './public-keys.ts';
import type { Verification } from './verification.ts';

/** A log of the list that the caller trusts. */
export interface CertificateLog {
  readonly key: SubjectPublicKeyInfo;
  /** Who runs it: promises of one operator count once where several operators are asked for. */
  readonly operator: string;
  /** Later promises do not count. Milliseconds since 1970. */
  readonly retired?: number | undefined;
}

export interface TimestampRequest {
  readonly logs: readonly CertificateLog[];
  /** How many different logs must have promised. */
  readonly minimum: number;
  /** How many different operators they must have; 1 if not given. */
  readonly operators?: number | undefined;
  /** What came in the TLS extension signed_certificate_timestamp; those in the certificate count without asking. */
  readonly delivered?: readonly SignedCertificateTimestamp[] | undefined;
}

/** What is missing, or `undefined` when enough of the timestamps count. `issuer` is that of the leaf. */
export function* timestampFault(
  { request: { provider, time } }: Verification,
  request: TimestampRequest,
  leaf: Certificate,
  issuer: PathIssuer,
): Task<Fault | undefined> {
  const byId = new Map(request.logs.map((log) => [toHex(logId(provider, log)), log]));
  const embedded = findExtension(leaf.extensions, 'signedCertificateTimestamps')?.value ?? [];
  const entries = [
    ...embedded.map((timestamp) => ({ timestamp, entry: precertEntry(provider, leaf, issuer) })),
    ...(request.delivered ?? []).map((timestamp) => ({ timestamp, entry: x509Entry(leaf) })),
  ].slice(0, mostTimestamps);
  const good = new Set<CertificateLog>();
  for (const { timestamp, entry } of entries) {
    const log = byId.get(toHex(timestamp.logId));
    if (log === undefined || good.has(log) || timestamp.timestamp > Math.min(time, log.retired ?? Infinity)) continue;
    if (yield* isSigned(provider, timestamp, entry, log)) good.add(log);
  }
  const operators = new Set([...good].map(({ operator }) => operator));
  if (good.size >= request.minimum && operators.size >= (request.operators ?? 1)) return undefined;
  const needed = `${request.minimum} logs and ${request.operators ?? 1} operators are needed`;
  const why = `is promised to be published by ${good.size} known logs of ${operators.size} operators; ${needed}`;
  return { code: 'insufficient_timestamps', rule: 'RFC 6962 §3.2', why };
}

/** A certificate carries two or three; more only cost signature checks. */
const mostTimestamps = 16;

/** §3.2: SHA-256 of the log's key. */
const logId = (provider: CryptoProvider, { key }: CertificateLog): Uint8Array =>
  provider.hash('sha256').update(key.der).digest();

function* isSigned(
  provider: CryptoProvider,
  timestamp: SignedCertificateTimestamp,
  entry: Uint8Array,
  log: CertificateLog,
): Task<boolean> {
  const key = importedKey(provider, log.key.key);
  const algorithm = algorithmOf(timestamp);
  if (timestamp.version !== 0 || key === undefined || algorithm === undefined) return false;
  return yield* job(key.verify(algorithm, signedStruct(timestamp, entry), timestamp.signature));
}

/** §2.1.4: a log signs with SHA-256, under ECDSA on P-256 or under RSA. */
function algorithmOf({
  hashAlgorithm,
  signatureAlgorithm,
}: SignedCertificateTimestamp): SignatureAlgorithm | undefined {
  if (hashAlgorithm !== 4) return undefined;
  if (signatureAlgorithm === 3) return { kind: 'ecdsa', hash: 'sha256' };
  return signatureAlgorithm === 1 ? { kind: 'rsa-pkcs1', hash: 'sha256' } : undefined;
}

/** `digitally-signed struct { … }` of §3.2. */
function signedStruct({ version, timestamp, extensions }: SignedCertificateTimestamp, entry: Uint8Array): Uint8Array {
  const head = new Writer();
  head.uint(1, version);
  head.uint(1, certificateTimestamp);
  head.uint(2, Math.floor(timestamp / 2 ** 48));
  head.uint(6, timestamp % 2 ** 48);
  const tail = new Writer();
  tail.uint(2, extensions.length);
  return concat(head.finish(), entry, tail.finish(), extensions);
}

const certificateTimestamp = 0;

/** §3.2: entry_type x509_entry, and the certificate. */
function x509Entry({ der }: Certificate): Uint8Array {
  return concat(Uint8Array.of(0, 0), length24(der), der);
}

/** §3.2: entry_type precert_entry, the hash of the issuer's key, and the certificate as it was before the promises. */
function precertEntry(provider: CryptoProvider, leaf: Certificate, { subjectPublicKeyInfo }: PathIssuer): Uint8Array {
  const extensions = leaf.extensions.filter(({ name }) => name !== 'signedCertificateTimestamps');
  const tbs = encode(tbsCertificate, { ...leaf, signature: leaf.signatureAlgorithm, extensions });
  const issuerKeyHash = provider.hash('sha256').update(subjectPublicKeyInfo.der).digest();
  return concat(Uint8Array.of(0, 1), issuerKeyHash, length24(tbs), tbs);
}

const length24 = ({ length }: Uint8Array): Uint8Array => Uint8Array.of(length >> 16, length >> 8, length);
