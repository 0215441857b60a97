/** The dissectors of one capture. */

import type { Connection, Dissection, DissectionOptions, DissectionSink, FlowDissector } from '../model.ts';
import { DatagramChoice } from './datagram/choice.ts';
import { Shared } from './shared.ts';
import { StreamDissector } from './stream-dissector.ts';

/** Dissectors that share what they learn. */
export function createDissection(options: DissectionOptions = {}): Dissection {
  const shared = new Shared(options);
  return {
    open: (connection: Connection, sink: DissectionSink): FlowDissector =>
      connection.carrier === 'stream'
        ? new StreamDissector(connection, sink, shared)
        : new DatagramChoice(connection, sink, shared),
    addKeyLog: (text) => shared.keyLog.add(text),
  };
}
