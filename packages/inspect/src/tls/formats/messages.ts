/** Messages that the engine does not read. */

import { type AnyCodec, named, opaque, rest, struct, uint8, uint24 } from 'handfast/wire';

/** draft-agl-tls-nextprotoneg §3 */
export const NextProtocol = struct('NextProtocol', { selectedProtocol: opaque(1), padding: opaque(1) });

const descriptor = named(uint8, 'OpenPGPCertDescriptorType', (type) => descriptors[type]);
const descriptors: readonly (string | undefined)[] = [
  undefined,
  'empty_cert',
  'subkey_cert',
  'subkey_cert_fingerprint',
];

/** RFC 6091 §3.3 */
export const OpenPgpCertificate: AnyCodec = {
  name: 'Certificate',
  read(input) {
    const type = input.field('descriptorType', descriptor);
    if (type === 1) return input.field('emptyCert', uint24);
    if (type !== 2 && type !== 3) return input.field('data', rest);
    input.field('keyId', opaque(1));
    return type === 2 ? input.field('cert', opaque(3)) : input.field('fingerprint', opaque(1));
  },
  write: () => undefined,
};
