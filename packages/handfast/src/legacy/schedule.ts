/** From secrets to protected records, for every version and suite up to TLS 1.2. RFC 5246 §6.3, RFC 2246 §6.3.1, RFC 6101 §6 */

import { classicMechanisms } from '../handshake/classic/default-mechanisms.ts';
import type { ClassicMechanisms } from '../handshake/classic/mechanisms.ts';
import { cipherKeyLength, keyLengthsLegacy, protectionLegacy } from '../record/protection-legacy.ts';
import { exportKeys } from '../schedule/export-keys.ts';
import { prf12, prfMd5Sha1 } from '../schedule/prf.ts';
import { prfSsl3, verifyDataSsl3 } from '../schedule/ssl3.ts';

export const legacyPrf: ClassicMechanisms['prfOf'] = (crypto, { prf }, { hash }) =>
  prf === 'ssl3' ? prfSsl3(crypto) : prf === 'md5-sha1' ? prfMd5Sha1(crypto) : prf12(crypto, hash);

export const legacyKeyLengths: ClassicMechanisms['keyLengths'] = ({ version, suite }) =>
  keyLengthsLegacy(version, suite);

/** Export suites stretch what little of their keys was left secret. */
export const legacyFinalKeys: ClassicMechanisms['finalKeys'] = (crypto, { version, suite, prf, randoms }, block) => {
  if (!suite.export) return block;
  const lengths = { key: cipherKeyLength(suite.cipher), iv: suite.cipher.blockLength };
  return exportKeys(crypto, version, prf, block, randoms, lengths);
};

export const legacyProtection: ClassicMechanisms['protectionOf'] = (crypto, agreed, keys) =>
  protectionLegacy(crypto, agreed.version, agreed.suite, keys, agreed);

/** For servers that expect all of a request in one record. */
export const unsplitProtection: ClassicMechanisms['protectionOf'] = (...how) => ({
  ...legacyProtection(...how),
  splitsFirst: false,
});

export const legacyVerifyData: ClassicMechanisms['verifyData'] = (crypto, agreed, master, side, transcript) =>
  agreed.version.prf === 'ssl3'
    ? verifyDataSsl3(crypto, master, side, transcript)
    : classicMechanisms.verifyData(crypto, agreed, master, side, transcript);
