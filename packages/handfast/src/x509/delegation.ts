/** Keys that a certificate delegates to for a few days. RFC 9345 §4 */

import { oid } from '../asn1/object-names.ts';
import { job, type Task } from '../base/awaitable.ts';
import { concat, utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type SignatureScheme, schemeFits, schemeName } from '../registry/signature-schemes.ts';
import { encode, struct } from '../wire/codec.ts';
import { type DelegatedCredential, DelegatedKey } from '../wire/extensions/delegated-credential.ts';
import { signatureScheme } from '../wire/names.ts';
import type { Certificate } from './certificate.ts';
import { findExtension } from './extensions/extension.ts';
import { importedKey } from './path/public-keys.ts';
import { parsePublicKey, type SubjectPublicKeyInfo } from './public-key.ts';

/** What a delegation is judged by. */
export interface DelegationRequest {
  readonly provider: CryptoProvider;
  /** It has been verified, and is that of a server. */
  readonly leaf: Certificate;
  readonly delegated: DelegatedCredential;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How delegated keys may sign. */
  readonly delegatedSchemes: readonly SignatureScheme[];
  /** How certificates' keys may sign. */
  readonly schemes: readonly SignatureScheme[];
}

/** A key that stands for that of a certificate, and the one scheme with which it signs. */
export interface DelegatedHolder {
  readonly publicKey: SubjectPublicKeyInfo;
  readonly scheme: SignatureScheme;
}

/** What judges delegations. */
export type DelegationVerifier = (request: DelegationRequest) => Task<DelegatedHolder>;

/** For the option `delegatedCredentials` of clients. Throws `bad_delegated_credential`. */
export function* verifyDelegation(request: DelegationRequest): Task<DelegatedHolder> {
  const { provider, leaf, delegated, now } = request;
  const { cred, algorithm, signature } = delegated;
  if (!mayDelegate(leaf)) throw bad('the certificate does not allow it');
  const left = delegationEnd(leaf, delegated) - now;
  if (left < 0) throw bad('it has expired');
  if (left > longestDelegation) throw bad('it lasts for more than seven days');
  const publicKey = readKey(cred.subjectPublicKeyInfo);
  const scheme = fitting(request.delegatedSchemes, cred.certVerifyAlgorithm, publicKey);
  const how = fitting(request.schemes, algorithm, leaf.subjectPublicKeyInfo);
  const content = delegationContent(leaf, cred, algorithm);
  const right = yield* job(
    importedKey(provider, leaf.subjectPublicKeyInfo.key)?.verify(how.algorithm, content, signature),
  );
  if (right !== true) throw bad('its signature is wrong');
  return { publicKey, scheme };
}

/** What the key of the certificate signs. RFC 9345 §4 */
export const delegationContent = (leaf: Certificate, cred: DelegatedKey, algorithm: number): Uint8Array =>
  concat(spaces, utf8('TLS, server delegated credentials\0'), leaf.der, encode(SignedDelegation, { cred, algorithm }));

/** When it ends, in milliseconds since 1970. */
export const delegationEnd = ({ validity }: Certificate, { cred }: Pick<DelegatedCredential, 'cred'>): number =>
  validity.notBefore + 1000 * cred.validTime;

/** RFC 9345 §4.2. The extension says all by being there: its value is NULL, and in the example of the RFC nothing at all. */
const mayDelegate = ({ extensions }: Certificate): boolean =>
  extensions.some(({ extnID }) => extnID === oid.delegationUsage) &&
  findExtension(extensions, 'keyUsage')?.value.includes('digitalSignature') === true;

function fitting(schemes: readonly SignatureScheme[], id: number, { key }: SubjectPublicKeyInfo): SignatureScheme {
  const scheme = schemes.find((one) => one.id === id);
  if (scheme !== undefined && schemeFits(scheme, key)) return scheme;
  throw bad(`it rests on ${schemeName(id)} with a key of kind ${key.kind}`);
}

function readKey(der: Uint8Array): SubjectPublicKeyInfo {
  try {
    return parsePublicKey(der);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new ProtocolError('bad_delegated_credential', { why: 'its key is malformed' }, { cause });
  }
}

const bad = (why: string): ProtocolError => new ProtocolError('bad_delegated_credential', { why });

const SignedDelegation = struct('SignedDelegation', { cred: DelegatedKey, algorithm: signatureScheme });

const spaces = new Uint8Array(64).fill(0x20);

/** RFC 9345 §4.1.3: seven days, in milliseconds. */
export const longestDelegation = 7 * 24 * 3_600_000;
