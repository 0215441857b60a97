/** Extensions in an order of chance, so that nobody comes to rely on one, and programs cannot be told by theirs. RFC 8446 §4.2 */

import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Extensions } from '../../wire/extensions/table.ts';

/** The same extensions. Where one must come last, add it afterwards. */
export function shuffled<E extends Extensions<'ClientHello'>>(crypto: CryptoProvider, extensions: E): E {
  const entries = Object.entries(extensions);
  const { buffer, byteOffset } = crypto.random(4 * entries.length);
  const chance = new DataView(buffer, byteOffset);
  // Of those that are left, any may come next. That 2^32 is no multiple of their number makes no difference to anybody.
  return Object.fromEntries(
    entries.map((_, drawn) => {
      const left = entries.length - drawn;
      const at = chance.getUint32(4 * drawn) % left;
      const taken = entries[at] as (typeof entries)[number];
      entries[at] = entries[left - 1] as (typeof entries)[number];
      return taken;
    }),
  ) as E;
}
