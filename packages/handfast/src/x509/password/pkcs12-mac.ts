/** The MAC of a PKCS #12 file under its password (RFC 7292 §4 and appendix B, RFC 9579 §4). */

import { oid } from '../../asn1/object-names.ts';
import { parseDer } from '../../asn1/parse.ts';
import { sequence } from '../../asn1/sequence.ts';
import { bmpString } from '../../asn1/strings.ts';
import { concat, equalBytes, utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { type HashName, hashLength } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { Writer } from '../../wire/writer.ts';
import { algorithmIdentifier } from '../algorithm-identifier.ts';
import { hashIdentifier, hashOf } from '../pss-parameters.ts';
import { deriveKey, hashOfPrf, maximumIterations } from './pbes2.ts';
import type { MacData } from './pkcs12-codec.ts';

/** Whether the MAC of the content is right. Throws `bad_der`, and `MisuseError` for algorithms that are not ours. */
export function verifyMac(provider: CryptoProvider, data: MacData, content: Uint8Array, password: string): boolean {
  const { hash, key } =
    data.mac.digestAlgorithm.algorithm === oid.pbmac1
      ? pbmac1Key(provider, data, password)
      : pkcs12Key(provider, data, password);
  return equalBytes(provider.hmac(hash, key).compute(content), data.mac.digest);
}

/** The MAC that every reader of the last twenty years knows, with SHA-256. */
export function createMac(
  provider: CryptoProvider,
  content: Uint8Array,
  password: string,
  iterations: number,
): MacData {
  const macSalt = provider.random(16).slice();
  const key = deriveMacKey(provider, 'sha256', password, macSalt, iterations);
  const digest = provider.hmac('sha256', key).compute(content).slice();
  return { mac: { digestAlgorithm: hashIdentifier('sha256'), digest }, macSalt, iterations };
}

interface MacKey {
  readonly hash: HashName;
  readonly key: Uint8Array;
}

function pkcs12Key(provider: CryptoProvider, { mac, macSalt, iterations }: MacData, password: string): MacKey {
  const hash = hashOf(mac.digestAlgorithm);
  if (!hash) throw new MisuseError(`the MAC ${mac.digestAlgorithm.algorithm} is not known`);
  if (iterations > maximumIterations) throw new MisuseError(`${iterations} iterations are too many`);
  return { hash, key: deriveMacKey(provider, hash, password, macSalt, iterations) };
}

/** RFC 9579 §4: PBKDF2 in place of the derivation of PKCS #12; salt and iterations of MacData are not used. */
function pbmac1Key(provider: CryptoProvider, { mac }: MacData, password: string): MacKey {
  const { parameters } = mac.digestAlgorithm;
  if (!parameters) throw new MisuseError('PBMAC1 without parameters');
  const { keyDerivationFunc, messageAuthScheme } = parseDer(pbmac1Params, parameters);
  const hash = hashOfPrf(messageAuthScheme);
  return { hash, key: deriveKey(provider, keyDerivationFunc, utf8(password), hashLength[hash]) };
}

const pbmac1Params = sequence('PBMAC1-params', {
  keyDerivationFunc: algorithmIdentifier,
  messageAuthScheme: algorithmIdentifier,
});

/** Appendix B.2, for a key as long as the hash: then its outer loop runs once. */
function deriveMacKey(
  provider: CryptoProvider,
  hash: HashName,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Uint8Array {
  const block = hashLength[hash] > 32 ? 128 : 64;
  const diversifier = new Uint8Array(block).fill(macPurpose);
  let key = provider.hash(hash);
  key.update(concat(diversifier, filled(salt, block), filled(terminated(password), block)));
  let digest = key.digest();
  for (let i = 1; i < iterations; i++) {
    key = provider.hash(hash).update(digest);
    digest = key.digest();
  }
  return digest;
}

/** Appendix B.3: the other purposes are encryption and initialization vectors. */
const macPurpose = 3;

/** The bytes over and over, up to a whole number of blocks. Nothing stays nothing. */
const filled = (bytes: Uint8Array, block: number): Uint8Array =>
  Uint8Array.from({ length: block * Math.ceil(bytes.length / block) }, (_, i) => bytes[i % bytes.length] as number);

/** Appendix B.1: a BMPString with a zero at the end. */
function terminated(password: string): Uint8Array {
  const output = new Writer();
  bmpString.content.write(output, `${password}\0`);
  return output.finish();
}
