/** Records of DTLS 1.0 and 1.2: those of TLS, with the sequence number in the open. RFC 6347 §4.1 */

import { classicHeader, putUint } from './datagram-header.ts';
import { type RecordProtector, recordHeader } from './protector.ts';

/**
 * The same protection in datagrams. The sequence number holds the epoch too: `epoch * 2^48 + sequence_number`, which is
 * what MACs and nonces of DTLS are made from (RFC 6347 §4.1.2.1). Both kinds of headers begin with type and version:
 * up to TLS 1.2 nothing else of them is looked at.
 */
export const inDatagrams = (protector: RecordProtector): RecordProtector => ({
  ...protector,
  sealedLength: (length, padding) => protector.sealedLength(length, padding) + explicit,
  seal(sequence, record, padding, output) {
    const sealed = protector.seal(sequence, record, padding, output.subarray(explicit));
    // Type and version stand 8 bytes too late: they make room for epoch and sequence number.
    output.copyWithin(0, explicit, explicit + 3);
    putUint(output, 3, explicit, sequence);
    return sealed;
  },
});

/** Epoch and sequence number. */
const explicit = classicHeader - recordHeader;
