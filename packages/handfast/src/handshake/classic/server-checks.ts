/** What a server checks in a ClientHello up to TLS 1.2, and what stands where nothing is said. RFC 5246 §7.4.1 */

import { ProtocolError } from '../../base/errors.ts';
import { signallingSuites } from '../../registry/cipher-suites.ts';
import { groupNamed } from '../../registry/groups.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { checkOfferedTypes } from '../negotiate/certificate-types.ts';
import { checkRecordSizeLimit } from '../negotiate/extensions.ts';
import { checkFragmentLength } from '../negotiate/fragment-length.ts';
import type { ClassicOffer } from './mechanism.ts';
import { checkOfferedInfo, type Renegotiation } from './renegotiation.ts';

/** The parts of an offer. */
export interface OfferedClassic extends ClassicOffer {
  readonly extensions: Extensions<'ClientHello'>;
  readonly extendedMasterSecret: boolean;
  /** Whether the client knows RFC 5746. */
  readonly secureRenegotiation: boolean;
}

/** Throws when the offer breaks a rule. */
export function readOffer(hello: ClientHello, version: VersionRow, renegotiation?: Renegotiation): OfferedClassic {
  // A client that would rather have had a newer version may send extensions to SSL 3.0, which knows none.
  const { extensions = {} } = version.extensions ? hello : {};
  const { legacyCompressionMethods, cipherSuites } = hello;
  if (!legacyCompressionMethods.includes(0)) throw new ProtocolError('bad_compression');
  checkRecordSizeLimit(extensions.record_size_limit, 2 ** 16 - 1);
  checkFragmentLength(extensions.max_fragment_length);
  if (extensions.ec_point_formats?.includes(uncompressed) === false) throw new ProtocolError('bad_point_formats');
  checkOfferedInfo(hello, renegotiation);
  checkOfferedTypes(extensions);
  return {
    extensions,
    suites: cipherSuites,
    groups: extensions.supported_groups ?? unspokenGroups,
    schemes: extensions.signature_algorithms ?? unspokenSchemes,
    user: extensions.srp,
    extendedMasterSecret: extensions.extended_master_secret !== undefined,
    secureRenegotiation:
      hello.extensions?.renegotiation_info !== undefined ||
      cipherSuites.includes(signallingSuites.TLS_EMPTY_RENEGOTIATION_INFO_SCSV),
  };
}

export const uncompressed = 0;

/** A client that lists no groups leaves the choice to us: what everybody knows. RFC 8422 §4 */
const unspokenGroups: readonly number[] = [groupNamed('secp256r1').id, groupNamed('secp384r1').id];

/** Without signature_algorithms SHA-1 is meant, which nobody should accept any more. RFC 5246 §7.4.1.4.1, RFC 9155 §3 */
const unspokenSchemes: readonly number[] = [0x0201, 0x0203];
