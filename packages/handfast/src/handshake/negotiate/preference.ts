/** A server's order of preference, where the client may have a say among what the server likes equally. RFC 8446 §4.1.1 */

/**
 * Ours in our order; but members of one of these sets, all of equal worth to us, take each other's places in the order of
 * the client's list, and what the client does not list comes after what it does.
 */
export function inClientsOrder<T>(
  ours: readonly T[],
  equals: readonly (readonly T[])[],
  offered: readonly number[],
  idOf: (one: T) => number,
): readonly T[] {
  const rank = (one: T): number => {
    const place = offered.indexOf(idOf(one));
    return place < 0 ? offered.length : place;
  };
  return equals.reduce((list, set) => {
    const members = list.filter((one) => set.includes(one)).sort((a, b) => rank(a) - rank(b));
    return list.map((one) => (set.includes(one) ? (members.shift() as T) : one));
  }, ours);
}
