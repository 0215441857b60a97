/** Extensions in an order of chance, so that nobody comes to rely on one, and programs cannot be told by theirs. RFC 8446 §4.2 */

import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Extensions } from '../../wire/extensions/table.ts';

/** The same extensions. Where one must come last, add it afterwards. */
export function shuffled<E extends Extensions<'ClientHello'>>(crypto: CryptoProvider, extensions: E): E {
  const drawn = Object.entries(extensions).map((entry) => ({ entry, lot: crypto.random(4).join() }));
  drawn.sort((left, right) => (left.lot < right.lot ? -1 : 1));
  return Object.fromEntries(drawn.map(({ entry }) => entry)) as E;
}
