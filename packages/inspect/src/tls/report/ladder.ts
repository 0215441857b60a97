/** A ladder: who said what, in the notation of the figures of RFC 8446 §2. */

import { extensionName } from 'handfast/registry';
import { hasExtension, type RawExtension } from '../hello.ts';
import type { Keys, Rung } from '../ladder-rungs.ts';
import type { TlsState } from '../state.ts';

const width = 40;

/**
 * One line for each message: `{}` around what handshake keys protect, `[]` around what keys for data protect, `()` around
 * early data, `+` before extensions that decide how it goes, and in TLS 1.3 the phase at the end.
 */
export function ladderOf(state: TlsState): readonly string[] {
  const { all, count } = state.rungs;
  const lines = merge(all).flatMap(({ rung, times }) => {
    const [open = '', close = ''] = brackets[rung.keys];
    const text = `${open}${rung.name}${close}${times > 1 ? ` × ${times}` : ''}`;
    const phase = state.flow === 'tls13' ? phases[rung.name] : undefined;
    const own = extensionLines(state, rung).map((line) => drawn(rung, line, ''));
    return [drawn(rung, text, rung.direction === 0 ? '---->' : '<----', phase), ...own];
  });
  return count > all.length ? [...lines, `… and ${count - all.length} more`] : lines;
}

const brackets: Readonly<Record<Keys, string>> = { none: '', early: '()', handshake: '{}', application: '[]' };

const phases: Readonly<Record<string, string>> = {
  'Client Hello': 'Key Exchange',
  'Server Hello': 'Key Exchange',
  'Hello Retry Request': 'Key Exchange',
  'Encrypted Extensions': 'Server Params',
  'Certificate Request': 'Server Params',
  Certificate: 'Auth',
  'Compressed Certificate': 'Auth',
  'Certificate Verify': 'Auth',
  Finished: 'Auth',
};

/** The client stands on the left, the server on the right. */
function drawn({ direction }: Rung, text: string, arrow: string, phase = ''): string {
  const line =
    direction === 0 ? `${text.padEnd(width)} ${arrow}` : `${arrow.padStart(width / 2)} ${text.padStart(width)}`;
  return (phase === '' ? line : `${line.padEnd(1.5 * width + 4)} | ${phase}`).trimEnd();
}

/** key_share, signature_algorithms, psk_key_exchange_modes, pre_shared_key, early_data. */
const noteworthy = [51, 13, 45, 41, 42];

function extensionLines({ client, server, flow, handshakes }: TlsState, { name }: Rung): readonly string[] {
  if (flow !== 'tls13' || handshakes > 1) return [];
  const extensions: readonly RawExtension[] =
    name === 'Client Hello' ? (client?.extensions ?? []) : name === 'Server Hello' ? (server?.extensions ?? []) : [];
  return noteworthy.filter((id) => hasExtension(extensions, id)).map((id) => `+ ${extensionName(id)}`);
}

/** Application data in a row is one line. */
function merge(rungs: readonly Rung[]): readonly { readonly rung: Rung; readonly times: number }[] {
  const merged: { rung: Rung; times: number }[] = [];
  for (const rung of rungs) {
    const last = merged.at(-1);
    const same =
      last?.rung.name === rung.name && last.rung.direction === rung.direction && rung.name === 'Application Data';
    if (same && last !== undefined) last.times++;
    else merged.push({ rung, times: 1 });
  }
  return merged;
}
