/** The named curves of certificates and how their points are encoded (RFC 5480 §2.1.1, §2.2). */

import type { ObjectIdentifier } from '../asn1/object-identifier.ts';
import { oid } from '../asn1/object-names.ts';
import type { CurveName } from '../crypto/algorithms.ts';

/** A curve that certificates may name. */
export interface Curve {
  readonly name: CurveName;
  readonly identifier: ObjectIdentifier;
  /** Bytes of a coordinate, and of a private key. */
  readonly size: number;
}

const curves: readonly Curve[] = [
  { name: 'secp256r1', identifier: oid.secp256r1, size: 32 },
  { name: 'secp384r1', identifier: oid.secp384r1, size: 48 },
  { name: 'secp521r1', identifier: oid.secp521r1, size: 66 },
];

/** The curve with this identifier; `undefined` when it is not one of ours. */
export const curveOf = (identifier: ObjectIdentifier): Curve | undefined =>
  curves.find((curve) => curve.identifier === identifier);

/** The curve with this name. */
export const curveNamed = (name: CurveName): Curve => curves.find((curve) => curve.name === name) as Curve;

/** Whether bytes have the form of a point: 04 and two coordinates, or 02 or 03 and one (SEC 1 §2.3.3). */
export function isPoint(curve: Curve, point: Uint8Array): boolean {
  const form = point[0];
  if (form === 0x04) return point.length === 1 + 2 * curve.size;
  return (form === 0x02 || form === 0x03) && point.length === 1 + curve.size;
}
