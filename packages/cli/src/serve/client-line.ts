/** One line for each client of `handfast serve`: who came, and what was agreed on or went wrong. */

import { type ConnectionInfo, PeerAlert, ProtocolError } from 'handfast';
import { alertNamed, isAlertName } from 'handfast/registry';
import { nameText } from 'handfast/x509';
import { type Explanation, sentenceOf } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { decidingAlert } from '../explain/seen.ts';
import { milliseconds } from '../show/ladder.ts';
import type { Recorder } from '../show/recorder.ts';
import type { Screen } from '../terminal/screen.ts';

/** The line of a client whose handshake is finished. */
export function welcomeLine(
  { paint }: Screen,
  address: string,
  info: ConnectionInfo,
  { now }: Pick<Recorder, 'now'>,
): string {
  const leaf = info.peer?.chain[0];
  const parts = [
    ...(info.serverName === undefined ? [] : [info.serverName]),
    info.version,
    info.cipherSuite,
    ...(info.group === undefined ? [] : [info.group]),
    ...(info.resumed ? ['resumed'] : []),
    ...(info.encryptedClientHello === 'accepted' ? ['hidden'] : []),
    ...(info.earlyData === 'none' ? [] : [`early data ${info.earlyData}`]),
    ...(info.protocol === undefined ? [] : [info.protocol]),
    ...(leaf === undefined ? [] : [`client ${nameText(leaf.subject)}`]),
    `${milliseconds(now())} ms`,
  ];
  return `  ${paint('green', 'OK')}    ${address.padEnd(addressWidth)} ${parts.join('  ')}`;
}

/** The line of one more handshake that did not come about. */
export const unchangedLine = (address: string, why: string): string =>
  `        ${address.padEnd(addressWidth)} not renegotiated: ${why}; the connection goes on`;

/** The line of a client that did not come so far. `rootPath` is the root that it should trust. */
export function refusalLine(
  { paint }: Screen,
  address: string,
  error: Error,
  recorder: Pick<Recorder, 'rungs'>,
  rootPath: string | undefined,
): string {
  const sentence = sentenceOf(refusal(error, recorder, rootPath));
  return `  ${paint('red', 'FAIL')}  ${address.padEnd(addressWidth)} ${sentence}`;
}

/** Why a client did not come so far, and what can be done. */
export function refusal(error: Error, { rungs }: Pick<Recorder, 'rungs'>, rootPath: string | undefined): Explanation {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return { exitCode: exitCodes.handshake, code, ...reason(error, rootPath), alert: decidingAlert(rungs, 'server') };
}

function reason(error: Error, rootPath: string | undefined): { readonly cause: string; readonly fix: string } {
  if (error instanceof PeerAlert) {
    const row = isAlertName(error.alert) ? alertNamed(error.alert) : undefined;
    const advice = rootPath && distrust[error.alert]?.(rootPath);
    if (advice) return { cause: 'the client does not trust our certificate', fix: advice };
    return { cause: row?.meaning ?? error.message, fix: row?.hints[0] ?? 'the client will know why' };
  }
  if (!(error instanceof ProtocolError)) return { cause: error.message, fix: 'the client went away' };
  const why = error.details['why'];
  return { cause: typeof why === 'string' ? why : error.message, fix: fixes[error.code] ?? 'the client is at fault' };
}

/** What clients say who do not know the development root, and what to do. */
const distrust: Readonly<Record<string, (rootPath: string) => string>> = {
  unknown_ca: (rootPath) => `make the client trust ${rootPath}`,
  certificate_unknown: (rootPath) => `make the client trust ${rootPath}`,
  bad_certificate: (rootPath) => `use a name of the certificate (add it with --name), and trust ${rootPath}`,
};

const fixes: Readonly<Record<string, string>> = {
  certificate_required: 'the client has to show a certificate, with --cert and --key if it is ours',
  bad_content_type: 'the client did not speak TLS: use https',
  bad_record_version: 'the client did not speak TLS: use https',
  unsupported_version: 'the client has to allow TLS 1.3',
  truncated_connection: 'the client left in the middle of the handshake',
  handshake_timeout: 'the client stopped answering',
  unknown_issuer: 'name the roots of client certificates with --client-ca FILE',
};

const addressWidth = 21;
