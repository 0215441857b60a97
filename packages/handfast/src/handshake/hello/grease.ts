/** Values that mean nothing, so that servers stay used to ignoring what they do not know. RFC 8701 */

import type { CryptoProvider } from '../../crypto/provider.ts';
import { greaseValues } from '../../registry/grease.ts';
import { type UnknownExtension, unknownExtension } from '../../wire/extensions/extension.ts';
import type { KeyShare } from '../negotiate/group.ts';

/** What to add to each list of a ClientHello. */
export interface Grease {
  readonly suites: readonly number[];
  readonly groups: readonly number[];
  readonly schemes: readonly number[];
  readonly versions: readonly number[];
  readonly shares: readonly KeyShare[];
  /** The first extension, and the last. */
  readonly first: Readonly<Record<UnknownExtension, Uint8Array>>;
  readonly last: Readonly<Record<UnknownExtension, Uint8Array>>;
}

export const noGrease: Grease = { suites: [], groups: [], schemes: [], versions: [], shares: [], first: {}, last: {} };

/** Random reserved values: one everywhere, and two different extensions. */
export function someGrease(crypto: CryptoProvider): Grease {
  const [suite = 0, group = 0, scheme = 0, version = 0, one = 0] = crypto
    .random(5)
    .map((byte) => byte % greaseValues.length);
  const pick = (index: number): number => greaseValues[index % greaseValues.length] as number;
  return {
    suites: [pick(suite)],
    groups: [pick(group)],
    schemes: [pick(scheme)],
    versions: [pick(version)],
    shares: [{ group: pick(group), keyExchange: new Uint8Array(1) }],
    first: { [unknownExtension(pick(one))]: new Uint8Array(0) },
    last: { [unknownExtension(pick(one + 1))]: new Uint8Array(1) },
  };
}
