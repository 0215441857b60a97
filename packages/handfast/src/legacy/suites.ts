/** Suites that only `legacy` brings. The order of preference is that of their strength, then of the lists. */

import { MisuseError } from '../base/errors.ts';
import { type HashName, hashLength } from '../crypto/algorithms.ts';
import { type NegotiableSuite, suiteByName } from '../registry/cipher-suites.ts';

/** What a legacy configuration offers when it does not say: what old peers most likely know, and nothing that is broken. */
export const defaultLegacySuites: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
];

/** A suite as a handshake needs it. Throws `MisuseError` for names that are none, and for hashes that nobody has. */
export function legacySuite(name: string): NegotiableSuite {
  const suite = suiteByName(name);
  if (suite === undefined) throw new MisuseError(`${name} is not a cipher suite`);
  const { hash, cipher } = suite;
  if (suite.keyExchange === 'tls13' || !isHash(hash)) {
    throw new MisuseError(`${name} is not a suite up to TLS 1.2 that could be negotiated`);
  }
  return { ...suite, hash, ...(cipher.aead && { aead: cipher.aead }) };
}

const isHash = (hash: string): hash is HashName => Object.hasOwn(hashLength, hash);
