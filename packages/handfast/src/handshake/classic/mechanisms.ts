/** What up to TLS 1.2 differs between suites and versions, as values: what is not among them cannot be negotiated. */

import { MisuseError } from '../../base/errors.ts';
import type { Secret } from '../../base/secret.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { RecordProtector } from '../../record/protector.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { KeyLengths, WriteKeys } from '../../schedule/classic.ts';
import type { BothKeys } from '../../schedule/export-keys.ts';
import type { Prf } from '../../schedule/prf.ts';
import type { Transcript } from '../../schedule/transcript.ts';
import type { Role } from '../tls13/keys.ts';
import type { Agreed } from './keys.ts';
import type { Mechanism } from './mechanism.ts';
import type { SignatureFormat } from './signatures.ts';

export interface ClassicMechanisms {
  readonly keyExchanges: readonly Mechanism[];
  readonly prfOf: (crypto: CryptoProvider, version: VersionRow, suite: NegotiableSuite) => Prf;
  readonly signaturesOf: (version: VersionRow) => SignatureFormat;
  /** How much of the key block each direction takes. */
  readonly keyLengths: (agreed: Agreed) => KeyLengths;
  /** The keys that the ciphers take, from those in the key block. */
  readonly finalKeys: (crypto: CryptoProvider, agreed: Agreed, block: BothKeys) => BothKeys;
  /** What protects the records of one direction. Wipes the key. */
  readonly protectionOf: (crypto: CryptoProvider, agreed: Agreed, keys: WriteKeys) => RecordProtector;
  /** What one side's Finished must hold, over the transcript so far. */
  readonly verifyData: (
    crypto: CryptoProvider,
    agreed: Agreed,
    master: Secret,
    side: Role,
    transcript: Transcript,
  ) => Uint8Array;
  /** Whether encrypt_then_mac is offered and accepted: of use for block ciphers alone. RFC 7366 */
  readonly encryptsThenMacs: boolean;
  /** Whether truncated_hmac is. RFC 6066 §7 */
  readonly truncatesMacs: boolean;
  /** Whether records may be compressed with DEFLATE. RFC 3749 */
  readonly compresses: boolean;
  /** Whether sessions without extended_master_secret are resumed. RFC 7627 §5.4 */
  readonly resumesUnbound: boolean;
  /** Who a client says it is. RFC 5054 §2.8.1 */
  readonly user?: Uint8Array | undefined;
}

/** The mechanism of a suite, if there is one. */
export const findMechanism = (
  { keyExchanges }: Pick<ClassicMechanisms, 'keyExchanges'>,
  suite: NegotiableSuite,
): Mechanism | undefined => keyExchanges.find(({ serves }) => serves(suite));

/** The mechanism of a suite; the configuration has checked that there is one. */
export function mechanismOf(mechanisms: ClassicMechanisms, suite: NegotiableSuite): Mechanism {
  const found = findMechanism(mechanisms, suite);
  if (found === undefined) throw new MisuseError(`nothing here can agree on keys for ${suite.name}`);
  return found;
}
