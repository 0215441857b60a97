/** General names and distribution points as strings that are equal when the names are. */

import { toHex } from '../../base/bytes.ts';
import type { DistributionPointName } from '../extensions/types.ts';
import type { GeneralName } from '../general-name.ts';
import { type Name, nameOf } from '../name.ts';
import { nameKey } from '../path/name-key.ts';

export function generalNameKey({ kind, value }: GeneralName): string {
  if (kind === 'directoryName') return `${kind} ${nameKey(value)}`;
  if (kind === 'dNSName') return `${kind} ${value.toLowerCase()}`;
  if (kind === 'otherName') return `${kind} ${value.typeId} ${toHex(value.value)}`;
  return `${kind} ${typeof value === 'string' ? value : toHex(value)}`;
}

/** All names of a distribution point; a relative one is completed with the CRL issuer's name. RFC 5280 §4.2.1.13 */
export function distributionPointKeys(point: DistributionPointName, crlIssuer: Name): readonly string[] {
  if (point.kind === 'fullName') return point.value.map(generalNameKey);
  return [generalNameKey({ kind: 'directoryName', value: nameOf([...crlIssuer.rdnSequence, point.value]) })];
}
