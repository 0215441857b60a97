/** CertificateStatus up to TLS 1.2: OCSP responses about the server's certificates. RFC 6066 §8, RFC 6961 §2.2 */

import { ProtocolError } from '../../base/errors.ts';
import { type Codec, opaque, vector } from '../codec.ts';
import { statusType, statusTypes } from '../extensions/status-request.ts';

export interface CertificateStatusClassic {
  readonly statusType: number;
  /** DER. Of `ocsp` one about the leaf; of `ocsp_multi` one for each certificate, empty where there is none. */
  readonly responses: readonly Uint8Array[];
}

/** Throws `bad_value` for types that nobody asks for. */
export const CertificateStatusClassic: Codec<CertificateStatusClassic> = {
  name: 'CertificateStatus',
  read(input) {
    const type = input.field('statusType', statusType);
    if (type === statusTypes.ocsp_multi) return { statusType: type, responses: input.field('responses', several) };
    if (type !== statusTypes.ocsp) throw new ProtocolError('bad_value', { statusType: type });
    return { statusType: type, responses: [input.field('response', one)] };
  },
  write(output, { statusType: type, responses }) {
    statusType.write(output, type);
    if (type === statusTypes.ocsp_multi) several.write(output, responses);
    else for (const response of responses) one.write(output, response);
  },
};

const one = opaque(3, { min: 1 });
const several = vector(3, opaque(3), { min: 1 });
