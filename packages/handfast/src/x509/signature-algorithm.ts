/** Signature algorithms as identifiers and as what a provider is asked for (RFC 3279 §2.2, RFC 4055 §3, RFC 5758 §3, RFC 8410 §6). */

import type { ObjectIdentifier } from '../asn1/object-identifier.ts';
import { oid } from '../asn1/object-names.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { HashName, SignatureAlgorithm } from '../crypto/algorithms.ts';
import { type AlgorithmIdentifier, isNull, nullParameters } from './algorithm-identifier.ts';
import { decodePssParameters, encodePssParameters } from './pss-parameters.ts';

/**
 * What an identifier means; `undefined` when it is not one of ours.
 * Throws `bad_der` when the parameters are not those that the algorithm must have.
 */
export function signatureSchemeOf(identifier: AlgorithmIdentifier): SignatureAlgorithm | undefined {
  const { algorithm, parameters } = identifier;
  if (algorithm === oid.rsassaPss) return pssScheme(parameters);
  const row = rows.get(algorithm);
  if (!row) return undefined;
  // RFC 4055 §5: NULL must be sent, and its absence must be accepted. Everywhere else parameters are absent.
  const isRight = parameters === undefined || (row.kind === 'rsa-pkcs1' && isNull(parameters));
  if (!isRight) throw new ProtocolError('bad_der', { why: `parameters that ${row.kind} signatures do not have` });
  return row;
}

/** The identifier to put into what is signed. Throws `MisuseError` when X.509 has none. */
export function algorithmIdentifierOf(scheme: SignatureAlgorithm): AlgorithmIdentifier {
  if (scheme.kind === 'rsa-pss') {
    const { hash, saltLength } = scheme;
    return { algorithm: oid.rsassaPss, parameters: encodePssParameters({ hash, mgfHash: hash, saltLength }) };
  }
  for (const [algorithm, row] of rows) {
    if (row.kind !== scheme.kind || hashOf(row) !== hashOf(scheme)) continue;
    return row.kind === 'rsa-pkcs1' ? { algorithm, parameters: nullParameters } : { algorithm };
  }
  throw new MisuseError(`X.509 has no identifier for ${scheme.kind} with ${hashOf(scheme)}`);
}

function pssScheme(parameters: Uint8Array | undefined): SignatureAlgorithm | undefined {
  if (parameters === undefined)
    throw new ProtocolError('bad_der', { why: 'an RSASSA-PSS signature without parameters' });
  const decoded = decodePssParameters(parameters);
  if (!decoded || decoded.hash !== decoded.mgfHash) return undefined;
  return { kind: 'rsa-pss', hash: decoded.hash, saltLength: decoded.saltLength };
}

const hashOf = (scheme: SignatureAlgorithm): HashName | undefined => ('hash' in scheme ? scheme.hash : undefined);

const rows: ReadonlyMap<ObjectIdentifier, SignatureAlgorithm> = new Map<ObjectIdentifier, SignatureAlgorithm>([
  [oid.ecdsaWithSHA256, { kind: 'ecdsa', hash: 'sha256' }],
  [oid.ecdsaWithSHA384, { kind: 'ecdsa', hash: 'sha384' }],
  [oid.ecdsaWithSHA512, { kind: 'ecdsa', hash: 'sha512' }],
  [oid.ecdsaWithSHA224, { kind: 'ecdsa', hash: 'sha224' }],
  [oid.ecdsaWithSHA1, { kind: 'ecdsa', hash: 'sha1' }],
  [oid.sha256WithRSAEncryption, { kind: 'rsa-pkcs1', hash: 'sha256' }],
  [oid.sha384WithRSAEncryption, { kind: 'rsa-pkcs1', hash: 'sha384' }],
  [oid.sha512WithRSAEncryption, { kind: 'rsa-pkcs1', hash: 'sha512' }],
  [oid.sha224WithRSAEncryption, { kind: 'rsa-pkcs1', hash: 'sha224' }],
  [oid.sha1WithRSAEncryption, { kind: 'rsa-pkcs1', hash: 'sha1' }],
  [oid.md5WithRSAEncryption, { kind: 'rsa-pkcs1', hash: 'md5' }],
  [oid.dsaWithSHA1, { kind: 'dsa', hash: 'sha1' }],
  [oid.dsaWithSHA224, { kind: 'dsa', hash: 'sha224' }],
  [oid.dsaWithSHA256, { kind: 'dsa', hash: 'sha256' }],
  [oid.Ed25519, { kind: 'ed25519' }],
  [oid.Ed448, { kind: 'ed448' }],
  [oid['ML-DSA-44'], { kind: 'ml-dsa-44' }],
  [oid['ML-DSA-65'], { kind: 'ml-dsa-65' }],
  [oid['ML-DSA-87'], { kind: 'ml-dsa-87' }],
]);
