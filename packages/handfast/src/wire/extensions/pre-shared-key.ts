/** pre_shared_key: resumption and external keys; the last extension of a ClientHello. RFC 8446 §4.2.11 */

import { opaque, struct, uint16, uint32, vector } from '../codec.ts';
import { extension } from './extension.ts';

/** A ticket or an external identity, with the age of the ticket in milliseconds, obfuscated. */
export const PskIdentity = struct('PskIdentity', {
  identity: opaque(2, { min: 1 }),
  obfuscatedTicketAge: uint32,
});

/** How short a binder may be is a rule of TLS 1.3: servers of older versions ignore what they do not know. */
export const OfferedPsks = struct('OfferedPsks', {
  identities: vector(2, PskIdentity, { min: 7 }),
  binders: vector(2, opaque(1)),
});

/** In bytes. */
export const shortestBinder = 32;

export const preSharedKey = extension(41, 'pre_shared_key', { ClientHello: OfferedPsks, ServerHello: uint16 });
