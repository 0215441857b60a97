/** application_layer_protocol_negotiation: which protocol speaks inside. RFC 7301 §3.1 */

import { opaque, vector } from '../codec.ts';
import { extension } from './extension.ts';

const ProtocolNameList = vector(2, opaque(1, { min: 1 }), { min: 2 });

export const alpn = extension(16, 'application_layer_protocol_negotiation', {
  ClientHello: ProtocolNameList,
  ServerHello: ProtocolNameList,
  EncryptedExtensions: ProtocolNameList,
});
