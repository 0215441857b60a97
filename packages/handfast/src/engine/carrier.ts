/** What a configuration is for: streams or datagrams, and what follows from that. RFC 6347 §4.2.4, RFC 9147 §5.8 */

import { MisuseError } from '../base/errors.ts';
import { type GroupName, isPostQuantum } from '../registry/groups.ts';
import { type SrtpProfileRow, srtpProfileNamed } from '../registry/srtp-profiles.ts';
import { isVersionName, type NegotiableVersionName, type Version, versionNamed } from '../registry/versions.ts';
import { defaultTimes, type RetransmissionTimes } from './datagram/retransmission.ts';
import type { CommonOptions } from './options.ts';

/** Said, or told by the versions. Throws `MisuseError` when these do not go together. */
export function chosenCarrier({
  carrier,
  versions = [],
  legacy,
}: Pick<CommonOptions, 'carrier' | 'versions' | 'legacy'>): Version['carrier'] {
  const rows = [...versions.filter(isVersionName).map(versionNamed), ...(legacy?.versions ?? [])];
  const carriers = new Set(rows.map((version) => version.carrier));
  if (carrier !== undefined) carriers.add(carrier);
  if (carriers.size > 1)
    throw new MisuseError('versions of TLS and of DTLS do not go together: make two configurations');
  const [chosen = 'stream'] = carriers;
  return chosen;
}

/** Versions to offer unless told otherwise. */
export const defaultVersions: Readonly<Record<Version['carrier'], readonly NegotiableVersionName[]>> = {
  stream: ['TLS 1.3', 'TLS 1.2'],
  datagram: ['DTLS 1.3', 'DTLS 1.2'],
};

/** A share that fills a datagram needs a second one, and servers that keep no state before the cookie cannot join them. */
export const fitsDatagram = (name: GroupName): boolean => !isPostQuantum(name);

/** How datagrams are used. */
export interface DatagramSettings {
  readonly mtu: number;
  readonly retransmission: RetransmissionTimes;
  readonly srtpProfiles: readonly SrtpProfileRow[];
  readonly connectionIdLength: number | undefined;
}

/** Throws `MisuseError` for what cannot work. */
export function datagramSettings({ datagrams = {} }: Pick<CommonOptions, 'datagrams'>): DatagramSettings {
  const { mtu = 1200, srtpProfiles = [], connectionIdLength, ...times } = datagrams;
  const retransmission = { ...defaultTimes, ...times };
  for (const [name, value, least] of [
    ['mtu', mtu, 256] as const,
    ...Object.entries(retransmission).map(([n, v]) => [n, v, 1] as const),
  ]) {
    if (!Number.isInteger(value) || value < least) throw new MisuseError(`datagrams.${name} must be at least ${least}`);
  }
  const profiles = srtpProfiles.flatMap((name) => srtpProfileNamed(name) ?? []);
  if (profiles.length < srtpProfiles.length) throw new MisuseError('datagrams.srtpProfiles names one that is unknown');
  if (connectionIdLength !== undefined && !(connectionIdLength >= 0 && connectionIdLength <= 32)) {
    throw new MisuseError('datagrams.connectionIdLength must be a whole number from 0 to 32');
  }
  return { mtu, retransmission, srtpProfiles: profiles, connectionIdLength };
}
