/** What is in a capture as JSON: one document, or one line for each connection. */

import { type ConnectionReport, layersOf, type Report, rowOf } from '@handfast/inspect';
import { documentHead, documentText } from '../json-document.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import type { InspectFlags } from './flags.ts';
import { Lines, type View } from './view.ts';

/** `--json`. */
export function jsonView(path: string, flags: InspectFlags, { stderr, env }: Surroundings): View {
  const startedAt = Date.now();
  const packets: object[] = [];
  let text = '';
  return {
    options: flags.details
      ? {
          packet: (one) =>
            packets.push({ ...rowOf(one, { namesFirstOnly: flags.wording !== 'recent' }), layers: layersOf(one) }),
        }
      : {},
    take() {
      const whole = text;
      text = '';
      return whole;
    },
    end({ problem, connections, ...counts }: Report) {
      text = documentText({
        ...documentHead('inspect', startedAt),
        file: path,
        ...counts,
        connections,
        ...(flags.details ? { packetList: packets } : {}),
        complete: problem === null,
        problem,
      });
      return undefined;
    },
    complain: screenOn(stderr, env).line,
  };
}

/** `--ndjson`: each connection as soon as it is over. */
export function ndjsonView({ stderr, env }: Surroundings): View {
  const lines = new Lines();
  const head = { schema: 'urn:handfast:inspect-connection:1.0.0' };
  return {
    options: { connection: (report: ConnectionReport) => lines.line(JSON.stringify({ ...head, ...report })) },
    take: () => lines.take(),
    end: () => undefined,
    complain: screenOn(stderr, env).line,
  };
}
