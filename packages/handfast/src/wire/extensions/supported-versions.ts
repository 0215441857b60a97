/** supported_versions: how versions are negotiated since TLS 1.3. RFC 8446 §4.2.1 */

import { vector } from '../codec.ts';
import { protocolVersion } from '../names.ts';
import { extension } from './extension.ts';

export const supportedVersions = extension(43, 'supported_versions', {
  ClientHello: vector(1, protocolVersion, { min: 2, max: 254 }),
  ServerHello: protocolVersion,
  HelloRetryRequest: protocolVersion,
});
