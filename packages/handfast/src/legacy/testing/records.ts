/** What goes over the wire, cut into records. RFC 5246 §6.2.1 */

/** The records of a flight, headers included. */
export function recordsOf(flight: Uint8Array): Uint8Array[] {
  const records = [];
  for (let at = 0; at < flight.length; ) {
    const end = at + 5 + (flight[at + 3] as number) * 256 + (flight[at + 4] as number);
    records.push(flight.subarray(at, end));
    at = end;
  }
  return records;
}
