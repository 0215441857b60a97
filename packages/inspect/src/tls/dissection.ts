/** The dissectors of one capture. */

import type { Connection, Dissection, DissectionOptions, DissectionSink, FlowDissector } from '../model.ts';

/** Dissectors that share what they learn. */
export function createDissection(_options: DissectionOptions = {}): Dissection {
  return {
    open: (_connection: Connection, _sink: DissectionSink): FlowDissector => ({
      data: () => {},
      gap: () => {},
      end: () => {},
      finish: () => ({ version: null, verdict: 'not dissected' }),
    }),
    addKeyLog: () => {},
  };
}
