/** `handfast ticket show`: what a kept session tells the client, and with the server's key what its ticket holds. */

import { nodeProvider } from 'handfast/providers/node';
import { annotateTicket, type SessionFacts, sessionFacts, TicketKeyRing } from 'handfast/session';
import { CommandError } from '../command-error.ts';
import { readSessions } from '../connect/session-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { readTicketKey } from '../serve/session-store.ts';
import { showSpans } from '../show/trace.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';

export interface TicketShowFlags {
  readonly key?: string;
  readonly color: ColorChoice;
}

/** Shows every session in the file. Exit code 1 when the key opens none of the tickets. */
export async function ticketShowCommand(
  file: string,
  { key, color }: TicketShowFlags,
  { stdout, env }: Surroundings,
): Promise<number> {
  const ring = key === undefined ? undefined : new TicketKeyRing({ crypto: nodeProvider, keys: [readTicketKey(key)] });
  const screen = screenOn(stdout, env, color);
  const sessions = [...readSessions(file).sessions()];
  if (sessions.length === 0) throw empty(file);
  let opened = 0;
  for (const session of sessions) {
    const facts = sessionFacts(session.value);
    if (facts === undefined) continue;
    showFacts(screen, session.key, facts);
    if (ring !== undefined && (await showInside(screen, ring, facts))) opened++;
  }
  return ring === undefined || opened > 0 ? exitCodes.success : exitCodes.negative;
}

function showFacts({ paint, line }: Screen, key: string, facts: SessionFacts): void {
  const { ticket, since, ends, version, maxEarlyData } = facts;
  const now = Date.now();
  const row = (label: string, text: string): void => line(`    ${paint('dim', label.padEnd(10))} ${text}`);
  line(`\n  ${paint('bold', version)}  ${key.replace(/^\S+ /, '')}\n`);
  row('ticket', ticket.length === 0 ? 'none: it goes by its session ID' : `${ticket.length} bytes, sealed`);
  row('age', `${Math.round((now - since) / 1000)} s`);
  row('ends', ends > now ? `in ${Math.round((ends - now) / 1000)} s` : 'has ended');
  if (version === 'TLS 1.3') row('early data', maxEarlyData === 0 ? 'none' : `${maxEarlyData} bytes at most`);
  line();
}

/** Every byte of what the server sealed, or that the key is another one. */
async function showInside(screen: Screen, ring: TicketKeyRing, { ticket }: SessionFacts): Promise<boolean> {
  const state = ticket.length === 0 ? undefined : await ring.open(ticket, Date.now());
  if (state === undefined) {
    screen.line(`    ${screen.paint('yellow', 'sealed')}     this key does not open it\n`);
    return false;
  }
  showSpans(screen, annotateTicket(state).root, state);
  return true;
}

const empty = (file: string): CommandError =>
  new CommandError({
    exitCode: exitCodes.input,
    code: 'bad_input',
    cause: `${file} holds no session`,
    fix: 'the server gave no ticket, or it has been used: connect again with --session-out',
  });
