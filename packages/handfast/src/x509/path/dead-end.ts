/** Why no path was found at all: who is missing, and what to do about it. */

import type { Certificate } from '../certificate.ts';
import type { Fault } from './checks/check.ts';
import { showName } from './describe.ts';
import type { Issuers } from './issuers.ts';
import { equalNames, nameKey } from './name-key.ts';
import type { Verification } from './verification.ts';

/** Follows names from the leaf to where they end, and rejects that path. */
export function reportDeadEnd(verification: Verification, issuers: Issuers): void {
  const path = [verification.request.leaf];
  const seen = new Set<string>();
  for (;;) {
    const top = path.at(-1) as Certificate;
    seen.add(nameKey(top.subject));
    const next = issuers.named(top.issuer).find(({ subject }) => !seen.has(nameKey(subject)));
    if (next === undefined || path.length >= verification.meter.limits.pathLength) break;
    path.push(next);
  }
  const why = missingIssuer(verification, issuers, path.at(-1) as Certificate);
  const fault: Fault = { code: 'unknown_issuer', rule: 'RFC 5280 §6.1', why };
  verification.reject(path, undefined, { place: path.length - 1, fault });
}

function missingIssuer({ request }: Verification, issuers: Issuers, top: Certificate): string {
  const { size } = request.anchors;
  const roots = size === 1 ? 'the one trusted root' : `one of the ${size} trusted roots`;
  if (equalNames(top.subject, top.issuer)) return `is self-signed and not ${roots}: trust it explicitly if you know it`;
  if (issuers.named(top.issuer).length > 0) return `leads round in a circle of CAs and never to ${roots}`;
  const issuer = showName(top.issuer);
  return `was issued by ${issuer}, which was not sent and is not ${roots}: the peer must send its intermediates, or ${issuer} must be trusted`;
}
