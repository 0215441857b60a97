/** What is wrong with a certificate in its role at this time, whatever path it stands in. */

import type { Certificate } from '../certificate.ts';
import type { Fault, Role } from './checks/check.ts';
import { showTime } from './describe.ts';
import { standingFaults } from './profile.ts';
import type { PathRequest } from './request.ts';

/** RFC 5280 §6.1.3 (a)(2), and the checks of the profile. */
export function certificateFaults(request: PathRequest, certificate: Certificate, role: Role): readonly Fault[] {
  const standing = standingFaults(certificate, request.profile, { role, usage: request.usage });
  // An anchor is a name and a key; only the stricter profiles look at the dates of its certificate.
  const outdated = role === 'root' && request.profile === 'path' ? undefined : validityFault(certificate, request.time);
  return outdated === undefined ? standing : [...standing, outdated];
}

function validityFault({ validity: { notBefore, notAfter } }: Certificate, time: number): Fault | undefined {
  if (time >= notBefore && time <= notAfter) return undefined;
  const why = time < notBefore ? `is not valid before ${showTime(notBefore)}` : `expired at ${showTime(notAfter)}`;
  return { code: 'certificate_expired', rule: 'RFC 5280 §6.1.3 (a)(2)', why: `${why}; the time is ${showTime(time)}` };
}
