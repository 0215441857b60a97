/** tls_flags: bits that would each be an empty extension; of a ticket, what it may be used for. draft-ietf-tls-tlsflags §2 */

import { ProtocolError } from '../../base/errors.ts';
import { type Codec, opaque } from '../codec.ts';
import { extension } from './extension.ts';

const bytes = opaque(1, { min: 1 });

/** The lowest bit of the first byte is flag 0. The last byte must not be empty, or there would be two ways to say it. */
const FlagExtensions: Codec<Uint8Array> = {
  ...bytes,
  name: 'FlagExtensions',
  read(input) {
    const flags = bytes.read(input);
    if (flags.at(-1) === 0) throw new ProtocolError('bad_value', { field: 'flags' });
    return flags;
  },
};

export const tlsFlags = extension(62, 'tls_flags', { NewSessionTicket: FlagExtensions });
