/** trusted_ca_keys: roots that the client has, for servers with several chains. RFC 6066 §6 */

import { empty, fixed, named, opaque, uint8, vector } from '../codec.ts';
import { select } from '../select.ts';
import { extension } from './extension.ts';

const identifierTypes = ['pre_agreed', 'key_sha1_hash', 'x509_name', 'cert_sha1_hash'];

const TrustedAuthority = select(
  'TrustedAuthority',
  named(uint8, 'IdentifierType', (type) => identifierTypes[type]),
  { 0: empty, 1: fixed(20), 2: opaque(2, { min: 1 }), 3: fixed(20) },
);

export const trustedCaKeys = extension(3, 'trusted_ca_keys', {
  ClientHello: vector(2, TrustedAuthority),
  ServerHello: empty,
});
