/** From secrets to protected records, for every version and suite up to TLS 1.2. RFC 5246 §6.3, RFC 2246 §6.3.1 */

import { classicMechanisms } from '../handshake/classic/default-mechanisms.ts';
import type { ClassicMechanisms } from '../handshake/classic/mechanisms.ts';
import { keyLengthsLegacy, protectionLegacy } from '../record/protection-legacy.ts';
import { prfOf } from '../schedule/prf.ts';

export const legacyPrf: ClassicMechanisms['prfOf'] = (crypto, version, { hash }) => prfOf(crypto, version, hash);

export const legacyKeyLengths: ClassicMechanisms['keyLengths'] = ({ version, suite }) =>
  keyLengthsLegacy(version, suite);

export const legacyProtection: ClassicMechanisms['protectionOf'] = (crypto, agreed, keys) =>
  protectionLegacy(crypto, agreed.version, agreed.suite, keys, agreed);

export const legacyVerifyData: ClassicMechanisms['verifyData'] = classicMechanisms.verifyData;
