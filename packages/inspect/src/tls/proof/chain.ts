/** Whether a chain leads to a root that was given, at the time of the capture. RFC 5280 §6.1 */

import { type Certificate, parseCertificate, peerNameOf, verifyCertificate } from 'handfast/x509';
import type { Direction } from '../../model.ts';
import { textOf } from '../bytes.ts';
import { extensionValue } from '../hello.ts';
import type { TlsState } from '../state.ts';
import { type Check, sideOf } from './proofs.ts';

/** One check for each side that showed a chain; nothing without roots. `time`: seconds since 1970. */
export function checkChain(state: TlsState, time: number): readonly Check[] {
  if (state.shared.anchors === undefined) return [];
  return ([1, 0] as const)
    .filter((direction) => state.shown[direction].items.length > 0 && state.shown[direction].type === 0)
    .map((direction) => ({
      what: `${sideOf(direction)} certificate chain`,
      rule: 'RFC 5280 §6.1',
      frame: state.finished[direction]?.number ?? state.traffic.last?.number ?? 0,
      ...judged(state, direction, time),
    }));
}

/** What clients ask for may be no host name at all: then nothing is valid for it. */
function judged(state: TlsState, direction: Direction, time: number): Pick<Check, 'result' | 'why'> {
  try {
    return judge(state, direction, time);
  } catch (error) {
    return { result: 'wrong', why: error instanceof Error ? error.message : 'the chain cannot be judged' };
  }
}

function judge(state: TlsState, direction: Direction, time: number): Pick<Check, 'result' | 'why'> {
  const { anchors, crypto } = state.shared;
  const [leaf, ...intermediates] = state.shown[direction].items.map(parsed);
  if (anchors === undefined || crypto === undefined || leaf === undefined) {
    return { result: 'not checked', why: 'the certificate cannot be read' };
  }
  const name = direction === 1 ? nameOf(state) : undefined;
  const result = verifyCertificate({
    leaf,
    intermediates: intermediates.filter((one) => one !== undefined),
    anchors,
    provider: crypto,
    time: 1000 * time,
    name: name === undefined ? undefined : peerNameOf(name),
    usage: direction === 1 ? 'server' : 'client',
    profile: 'web',
  });
  if ('then' in result) {
    result.catch(() => undefined);
    return { result: 'not checked', why: 'the provider does not answer at once' };
  }
  return result.accepted ? { result: 'verified' } : { result: 'wrong', why: result.reason };
}

function nameOf({ client }: TlsState): string | undefined {
  const [name] = (client && extensionValue(client.extensions, 'ClientHello', 'server_name')) ?? [];
  return name && textOf(name.hostName);
}

function parsed(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch {
    return undefined;
  }
}
