/** quic_transport_parameters: named so that it can be refused where there is no QUIC. RFC 9001 §8.2 */

import { rest } from '../codec.ts';
import { extension } from './extension.ts';

export const quicTransportParameters = extension(57, 'quic_transport_parameters', {
  ClientHello: rest,
  EncryptedExtensions: rest,
});
