/** The results as a table for people. */

import { styleText } from 'node:util';
import type { PeerNote } from './progress.ts';
import type { Result } from './run-case.ts';

/** One row for each pair and topic: what went well, then what did not; after the rows, every failure with its logs. */
export function table(results: readonly Result[]): string {
  const rows = groupRows(results).map(row);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...results.filter(({ status }) => status === 'failed').map(failure), ''].join('\n');
}

/** '512 passed, 3 failed, 40 skipped' */
export function summary(results: readonly Result[]): string {
  const count = (status: Result['status']): number => results.filter((result) => result.status === status).length;
  return `${count('ok')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** 'gnutls: 3.7.9', or why it is skipped. */
export function peerLine({ name, version, missing }: PeerNote): string {
  return version === undefined ? `${name}: skipped, ${missing}` : `${name}: ${version}`;
}

/** A failed case in one line. */
export function failureLine({ client, server, topic, variant, reason }: Result): string {
  return `FAILED ${client} → ${server}, ${topic}, ${variant}: ${reason}`;
}

function groupRows(results: readonly Result[]): Result[][] {
  const rows = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.client} ${result.server} ${result.topic}`;
    const list = rows.get(key);
    if (list === undefined) rows.set(key, [result]);
    else list.push(result);
  }
  return [...rows.values()];
}

function row(results: readonly Result[]): string[] {
  const [first] = results;
  if (first === undefined) return [];
  const variants = (status: Result['status']): string => {
    const list = results.filter((result) => result.status === status).map(named);
    return list.length === 0 ? '' : `${status} ${list.join(', ')}`;
  };
  const reasons = new Set(results.filter(({ status }) => status === 'skipped').map(({ reason }) => reason));
  const skipped = variants('skipped') && styleText('dim', `${variants('skipped')} (${[...reasons].join(', ')})`);
  const failed = variants('failed') && styleText('red', variants('failed').toUpperCase());
  const cells = [failed, variants('ok'), skipped].filter((cell) => cell !== '');
  return [`${first.client} → ${first.server}`, first.topic, cells.join('; ')];
}

function named({ status, variant, reason }: Result): string {
  return status === 'ok' && reason !== undefined ? `${variant} ${reason}` : variant;
}

function failure(result: Result): string {
  const head = styleText('red', failureLine(result));
  if (result.logs === undefined) return head;
  const { client, server } = result.logs;
  return `${head}\n  client:\n${tail(client)}\n  server:\n${tail(server)}`;
}

/** The last lines of a log, indented and cut to a bearable width. */
function tail(log: string): string {
  const lines = log.trimEnd().split('\n').slice(-12);
  return lines.map((line) => `      ${line.slice(0, 200)}`).join('\n');
}
