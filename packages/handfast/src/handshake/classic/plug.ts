/** What `handfast/legacy` brings into a configuration: the only way to weak suites and old versions. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { SignatureScheme } from '../../registry/signature-schemes.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { ClassicMechanisms } from './mechanisms.ts';

export interface LegacyPlug {
  readonly versions: readonly VersionRow[];
  /** In order of preference, after those of the options. */
  readonly cipherSuites: readonly NegotiableSuite[];
  readonly signatureSchemes: readonly SignatureScheme[];
  /** Certificates with DSA, SHA-1 or short RSA keys count as well. */
  readonly weakCertificates: boolean;
  /** The shortest pre-shared key that is accepted, in bytes. */
  readonly leastPskBytes: number;
  /** The ClientHello, with its header, that one in the form of SSL 2.0 stands for. RFC 5246 §E.2 */
  readonly translateOldHello?: ((message: Uint8Array) => Uint8Array) | undefined;
  /** Everything up to TLS 1.2, instead of the default. */
  readonly mechanisms: ClassicMechanisms;
  /** Whether a provider has what the records of a suite need. */
  readonly canProtect: (crypto: CryptoProvider, suite: NegotiableSuite) => boolean;
}
