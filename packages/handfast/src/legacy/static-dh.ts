/** Diffie-Hellman in finite fields with the keys of certificates. RFC 5246 §7.4.2, §7.4.7.2 */

import { equalBytes } from '../base/bytes.ts';
import type { Mechanism } from '../handshake/classic/mechanism.ts';
import { opaque } from '../wire/codec.ts';
import { clientCertificateTypes } from '../wire/messages/certificate-request-classic.ts';
import type { DhPublicKey } from '../x509/dh-key.ts';
import { nameOf } from './dh-shares.ts';
import { type FieldRules, fieldOf } from './fields.ts';
import { staticExchange } from './static-exchange.ts';

/** `rules` say which fields of servers will do. */
export const staticDh = (rules: FieldRules): Mechanism =>
  staticExchange<DhPublicKey>({
    keyExchange: 'dh',
    is: (key): key is DhPublicKey => key.kind === 'dh',
    share: opaque(2, { min: 1 }),
    certificateTypes: [clientCertificateTypes.rsa_fixed_dh, clientCertificateTypes.dss_fixed_dh],
    groupOf: ({ p, g }) => nameOf(p, g),
    accepts: () => true,
    publicValue: ({ y }) => y,
    sameGroup: (left, right) => equalBytes(left.p, right.p) && equalBytes(left.g, right.g),
    *open({ io, agreed }, key) {
      rules.check(key.p, agreed.suite);
      yield* rules.prove(io.crypto, key);
      return fieldOf(io.crypto, key.p, key.g);
    },
  });
