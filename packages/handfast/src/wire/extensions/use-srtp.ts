/** use_srtp: the handshake makes keys for media that travel beside it. RFC 5764 §4.1.1 */

import { srtpProfileName } from '../../registry/srtp-profiles.ts';
import { named, opaque, struct, uint16, vector } from '../codec.ts';
import { extension } from './extension.ts';

const UseSrtp = struct('UseSRTPData', {
  profiles: vector(2, named(uint16, 'SRTPProtectionProfile', srtpProfileName), { min: 2 }),
  mki: opaque(1),
});

export const useSrtp = extension(14, 'use_srtp', {
  ClientHello: UseSrtp,
  ServerHello: UseSrtp,
  EncryptedExtensions: UseSrtp,
});
