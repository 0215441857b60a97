/** The mechanisms that need no word of warning. RFC 9325 §4 */

import { keyLengths, protectionClassic } from '../../record/protection-classic.ts';
import { ecdhe } from './ecdhe.ts';
import type { ClassicMechanisms } from './mechanisms.ts';
import { schemeSignatures } from './signatures.ts';

/** What is there by default: ephemeral keys on elliptic curves, signed by certificates, and AEADs. */
export const classicMechanisms: ClassicMechanisms = {
  keyExchanges: [ecdhe],
  signaturesOf: () => schemeSignatures,
  keyLengths: ({ suite }) => keyLengths(suite),
  protectionOf: (crypto, { version, suite }, keys) => protectionClassic(crypto, version, suite, keys),
};
