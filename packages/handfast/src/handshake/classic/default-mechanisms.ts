/** The mechanisms that need no word of warning. RFC 9325 §4 */

import { keyLengths, protectionClassic } from '../../record/protection-classic.ts';
import { verifyData } from '../../schedule/classic.ts';
import { prf12 } from '../../schedule/prf.ts';
import { ecdhShares } from './ecdh-shares.ts';
import type { ClassicMechanisms } from './mechanisms.ts';
import { schemeSignatures } from './signatures.ts';
import { signedExchange } from './signed-exchange.ts';

/** What is there by default: ephemeral keys on elliptic curves, signed by certificates, and AEADs. */
export const classicMechanisms: ClassicMechanisms = {
  keyExchanges: [signedExchange(ecdhShares)],
  prfOf: (crypto, _version, { hash }) => prf12(crypto, hash),
  signaturesOf: () => schemeSignatures,
  keyLengths: ({ suite }) => keyLengths(suite),
  finalKeys: (_crypto, _agreed, block) => block,
  protectionOf: (crypto, { version, suite }, keys) => protectionClassic(crypto, version, suite, keys),
  verifyData: (_crypto, { prf, version }, master, side, transcript) =>
    verifyData(prf, master, side, transcript.digest(), version.finishedLength as number),
  encryptsThenMacs: false,
  truncatesMacs: false,
  compresses: false,
  resumesUnbound: false,
};
