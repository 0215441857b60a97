/** What is wrong with a certificate in its role at this time, whatever path it stands in. */

import type { Certificate } from '../certificate.ts';
import type { TrustAnchor } from './anchors.ts';
import type { Fault, Role } from './checks/check.ts';
import { showTime } from './describe.ts';
import { standingFaults } from './profile.ts';
import type { PathRequest } from './request.ts';

/** RFC 5280 §6.1.3 (a)(2), and the checks of the profile. */
export function certificateFaults(
  request: PathRequest,
  certificate: Certificate,
  role: Exclude<Role, 'root'>,
): readonly Fault[] {
  const standing = standingFaults(certificate, request.profile, { role, usage: request.usage });
  return withDates(standing, certificate, request.time);
}

/** An anchor is a name and a key (§6.1.1 (d)); what profiles ask of its certificate is decision 14. */
export function anchorFaults({ profile, usage, time }: PathRequest, anchor: TrustAnchor): readonly Fault[] {
  const { certificate, isProgramRoot = false } = anchor;
  if (certificate === undefined) return [];
  const applied = isProgramRoot && profile !== 'legacy' ? 'path' : profile;
  const standing = standingFaults(certificate, applied, { role: 'root', usage });
  return profile === 'path' ? standing : withDates(standing, certificate, time);
}

function withDates(standing: readonly Fault[], certificate: Certificate, time: number): readonly Fault[] {
  const outdated = validityFault(certificate, time);
  return outdated === undefined ? standing : [...standing, outdated];
}

function validityFault({ validity: { notBefore, notAfter } }: Certificate, time: number): Fault | undefined {
  if (time >= notBefore && time <= notAfter) return undefined;
  const why = time < notBefore ? `is not valid before ${showTime(notBefore)}` : `expired at ${showTime(notAfter)}`;
  return { code: 'certificate_expired', rule: 'RFC 5280 §6.1.3 (a)(2)', why: `${why}; the time is ${showTime(time)}` };
}
