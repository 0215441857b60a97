/** ECDH with the keys of certificates. RFC 8422 §2, RFC 4492 §2.1, §2.3, §3.2, §3.3 */

import { job } from '../base/awaitable.ts';
import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import { keyExchange } from '../handshake/hello/offer.ts';
import { groupNamed } from '../registry/groups.ts';
import { opaque } from '../wire/codec.ts';
import { clientCertificateTypes } from '../wire/messages/certificate-request-classic.ts';
import { staticExchange } from './static-exchange.ts';

type EcKey = PublicKeyInfo & { readonly kind: 'ec' };

export const staticEcdh = staticExchange<EcKey>({
  keyExchange: 'ecdh',
  is: (key): key is EcKey => key.kind === 'ec',
  share: opaque(1, { min: 1 }),
  certificateTypes: [clientCertificateTypes.rsa_fixed_ecdh, clientCertificateTypes.ecdsa_fixed_ecdh],
  groupOf: ({ curve }) => curve,
  accepts: ({ curve }, { groups }) => groups.includes(groupNamed(curve).id),
  publicValue: ({ point }) => point,
  sameGroup: (left, right) => left.curve === right.curve,
  open: ({ io }, { curve }) => job(keyExchange(io, curve)),
});
