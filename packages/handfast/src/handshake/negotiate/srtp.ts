/** Which protection of media both sides know. RFC 5764 §4.1.1 */

import { ProtocolError } from '../../base/errors.ts';
import { type SrtpProfileRow, srtpProfileName } from '../../registry/srtp-profiles.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { HandshakeIo } from '../io.ts';
import type { Settings } from '../settings.ts';

/** The client's offer; nothing without profiles. */
export const offeredSrtp = ({ srtpProfiles }: Settings): Pick<Extensions<'ClientHello'>, 'use_srtp'> =>
  srtpProfiles.length === 0 ? {} : { use_srtp: { profiles: srtpProfiles.map(({ id }) => id), mki: none } };

/** The server's answer: the first profile of ours that the client offers. Without one there is none, and no media. */
export function answeredSrtp(
  io: HandshakeIo,
  { srtpProfiles }: Settings,
  { use_srtp }: Extensions<'ClientHello'>,
): Pick<Extensions<'ServerHello'>, 'use_srtp'> {
  const profile = srtpProfiles.find(({ id }) => use_srtp?.profiles.includes(id) === true);
  if (profile === undefined) return {};
  io.protectMedia(profile);
  return { use_srtp: { profiles: [profile.id], mki: none } };
}

/** What the server chose of our offer. Throws `unoffered_srtp_profile`. */
export function heardSrtp(
  io: HandshakeIo,
  { srtpProfiles }: Settings,
  { use_srtp }: { readonly use_srtp?: Srtp },
): void {
  if (use_srtp === undefined) return;
  const [id = 0, ...others] = use_srtp.profiles;
  const profile: SrtpProfileRow | undefined = srtpProfiles.find((row) => row.id === id);
  // We have no key identifiers, so none may come back. RFC 5764 §4.1.1
  if (profile === undefined || others.length > 0 || use_srtp.mki.length > 0) {
    throw new ProtocolError('unoffered_srtp_profile', { chosen: use_srtp.profiles.map(srtpProfileName).join(' ') });
  }
  io.protectMedia(profile);
}

type Srtp = Extensions<'ServerHello'>['use_srtp'];
const none = new Uint8Array(0);
