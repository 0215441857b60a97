/** Private keys of ML-DSA: a seed, what it expands to, or both (RFC 9881 §6). */

import { choice } from '../asn1/choice.ts';
import type { ObjectIdentifier } from '../asn1/object-identifier.ts';
import { oid } from '../asn1/object-names.ts';
import { octetString } from '../asn1/octet-string.ts';
import { parseDer } from '../asn1/parse.ts';
import { sequence } from '../asn1/sequence.ts';
import { implicit } from '../asn1/tagging.ts';
import { ProtocolError } from '../base/errors.ts';
import type { MlDsaName } from '../crypto/algorithms.ts';
import { encode } from '../wire/codec.ts';
import type { OneAsymmetricKey } from './pkcs8.ts';

/** A secret: one of the two at least. Whether they go together is for arithmetic to say. */
export interface MlDsaPrivateKey {
  readonly name: MlDsaName;
  /** 32 bytes. */
  readonly seed: Uint8Array | undefined;
  /** As FIPS 204 §7.2 encodes it. */
  readonly expandedKey: Uint8Array | undefined;
}

/** What PKCS #8 holds; `undefined` for another algorithm. Throws `malformed_key`. */
export function readMlDsaKey({ privateKeyAlgorithm, privateKey }: OneAsymmetricKey): MlDsaPrivateKey | undefined {
  const name = names.get(privateKeyAlgorithm.algorithm);
  if (name === undefined) return undefined;
  if (privateKeyAlgorithm.parameters !== undefined) throw malformed('ML-DSA has no parameters');
  const { kind, value } = parseDer(forms, privateKey, 'malformed_key');
  const [seed, expandedKey] =
    kind === 'both' ? [value.seed, value.expandedKey] : kind === 'seed' ? [value, undefined] : [undefined, value];
  if (seed !== undefined && seed.length !== seedLength) throw malformed(`a seed of ${seed.length} bytes`);
  if (expandedKey !== undefined && expandedKey.length !== expandedLengths[name]) {
    throw malformed(`an expanded key of ${expandedKey.length} bytes`);
  }
  return { name, seed, expandedKey };
}

/** The form that RFC 9881 §6 recommends: a seed alone. */
export const mlDsaKeyOf = (name: MlDsaName, seed: Uint8Array): OneAsymmetricKey => ({
  version: 1,
  privateKeyAlgorithm: { algorithm: identifiers[name] },
  privateKey: encode(forms, { kind: 'seed', value: seed }),
});

const forms = choice('ML-DSA-PrivateKey', {
  seed: implicit(0, octetString),
  expandedKey: octetString,
  both: sequence('both', { seed: octetString, expandedKey: octetString }),
});

const identifiers: Readonly<Record<MlDsaName, ObjectIdentifier>> = {
  'ml-dsa-44': oid['ML-DSA-44'],
  'ml-dsa-65': oid['ML-DSA-65'],
  'ml-dsa-87': oid['ML-DSA-87'],
};

const names = new Map(Object.entries(identifiers).map(([name, identifier]) => [identifier, name as MlDsaName]));

/** In bytes. FIPS 204 §4, table 2 */
const expandedLengths: Readonly<Record<MlDsaName, number>> = {
  'ml-dsa-44': 2560,
  'ml-dsa-65': 4032,
  'ml-dsa-87': 4896,
};

const seedLength = 32;

const malformed = (why: string): ProtocolError => new ProtocolError('malformed_key', { why });
