/** The report of one connection: who, how much, what was missing, and what the dissector found. */

import type { ConnectionReport } from '../model.ts';
import type { Traffic } from '../network/traffic.ts';
import { type Flow, opposite } from './flow.ts';

/** Directions are turned so that 0 comes from the client, whoever opened the connection. */
export function reportOf(flow: Flow, traffic: Traffic): ConnectionReport {
  const { stream, carrier, endpoints, startTls = null, startsInTheMiddle, isTurned } = flow;
  const { begin, end, packets, bytes, gaps, ended } = traffic;
  const turned = ([first, second]: readonly [number, number]) =>
    isTurned ? ([second, first] as const) : ([first, second] as const);
  return {
    stream,
    carrier: carrier === 'stream' ? 'tcp' : 'udp',
    client: endpoints[0],
    server: endpoints[1],
    startTls,
    startsInTheMiddle,
    begin,
    end,
    packets: turned(packets),
    bytes: turned(bytes),
    gaps: gaps.map((gap) => (isTurned ? { ...gap, direction: opposite(gap.direction) } : gap)),
    ended,
    tls: flow.finish(),
  };
}
