/** Keys from outside, checked and imported once. RFC 8446 §4.2.11, RFC 9258 */

import { copyOf, utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import type { LegacyPlug } from '../handshake/classic/plug.ts';
import { type ImportTarget, preSharedKeys } from '../handshake/psk/external.ts';
import type { PreSharedKey } from '../handshake/psk/pre-shared-key.ts';
import type { Version } from '../registry/versions.ts';
import type { CommonOptions, PskOptions } from './options.ts';

/** Keys as they are offered and found. Throws `MisuseError` for those that cannot be used, or that anybody could guess. */
export function parsedPsks(
  { crypto, psks = [], pskModes, legacy }: CommonOptions,
  carrier: Version['carrier'],
): readonly PreSharedKey[] {
  if (pskModes?.length === 0) throw new MisuseError('pskModes is empty: no key could be used');
  return psks.flatMap((psk) => {
    const { identity, key, hash = 'sha256', importContext } = checked(psk, legacy);
    const name = typeof identity === 'string' ? utf8(identity) : identity;
    const external = { identity: name, key: new Secret(copyOf(key)), hash, importContext };
    return preSharedKeys(crypto, external, ['sha256', 'sha384'], importTargets[carrier]);
  });
}

/** Up to TLS 1.2 a name may be empty, later not. RFC 4279 §2, RFC 8446 §4.2.11, RFC 9258 §5.1 */
function checked(psk: PskOptions, legacy: LegacyPlug | undefined): PskOptions {
  const { identity, key, importContext } = psk;
  if (key.length < (legacy?.leastPskBytes ?? 16)) {
    throw new MisuseError(`a pre-shared key of ${key.length} bytes can be guessed`);
  }
  if (identity.length === 0 && (legacy === undefined || importContext !== undefined)) {
    throw new MisuseError('a pre-shared key needs an identity, but in suites up to TLS 1.2');
  }
  return psk;
}

const importTargets: Readonly<Record<Version['carrier'], ImportTarget>> = {
  stream: { protocol: 0x0304, prefix: 'tls13 ' },
  datagram: { protocol: 0xfefc, prefix: 'dtls13' },
};
