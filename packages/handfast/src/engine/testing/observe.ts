/** Observers that write down what tests want to see. */

import type { Observer, RecordEvent } from '../observer.ts';

/** All records, in order. */
export function recordLog(): { readonly observer: Observer; readonly records: RecordEvent[] } {
  const records: RecordEvent[] = [];
  return { observer: { record: (event) => void records.push(event) }, records };
}
