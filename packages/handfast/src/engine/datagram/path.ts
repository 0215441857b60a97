/** The way that datagrams take: what it lets pass, how long it takes. RFC 6347 §4.1.1.1, §4.2.4.1 */

import { MisuseError } from '../../base/errors.ts';

export interface Path {
  /** Largest datagram that it lets pass whole, in bytes: 256 at least. */
  readonly mtu?: number | undefined;
  /** How long to wait for an answer before asking again, in milliseconds: more than a round trip takes. */
  readonly first?: number | undefined;
}

/** Throws `MisuseError` for what cannot work. */
export function checkPath({ mtu = leastMtu, first = 1 }: Path): void {
  if (!Number.isInteger(mtu) || mtu < leastMtu) throw new MisuseError(`mtu must be at least ${leastMtu}`);
  if (!Number.isInteger(first) || first < 1) throw new MisuseError('first must be at least 1');
}

/** In bytes: less leaves no room beside headers. */
const leastMtu = 256;
