/** Errors of TLS in one sentence: cause, alert, who sent it, and a fix. */

import { type FailureCode, failures, PeerAlert, ProtocolError } from 'handfast';
import { alertNamed, isAlertName } from 'handfast/registry';
import type { Certificate } from 'handfast/x509';
import { CommandError, type SeenAlert } from '../command-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { certificateFix } from './certificate-fix.ts';
import { otherProtocol } from './other-protocol.ts';

/** What was known when the handshake failed. */
export interface Circumstances {
  readonly alert: SeenAlert | undefined;
  /** What the peer showed, leaf first. */
  readonly chain: readonly Certificate[];
  /** The first bytes from the peer. */
  readonly first: Uint8Array;
}

/** The error of a handshake, or of the connection after it, explained; `undefined` when it is no error of TLS. */
export function tlsError(error: unknown, seen: Circumstances): CommandError | undefined {
  if (error instanceof PeerAlert) return peerAlert(error, seen);
  if (!(error instanceof ProtocolError)) return undefined;
  const { code } = error;
  if (isCertificateFailure(error)) {
    const cause = certificateFault(error);
    const fix = certificateFix({ code, chain: seen.chain });
    return made(exitCodes.certificate, code, cause, fix, seen.alert, error);
  }
  if (code === 'ech_required') {
    return made(exitCodes.handshake, code, failures[code].text, echFix(error), seen.alert, error);
  }
  const other = foreign.has(code) ? otherProtocol(seen.first) : undefined;
  if (other !== undefined) return made(exitCodes.handshake, code, other.cause, other.fix, seen.alert, error);
  const cause = error.message === '' ? failures[code].text : error.message;
  return made(exitCodes.handshake, code, cause, fixes[code] ?? usualFix, seen.alert, error);
}

/** What is wrong with a certificate. The advice that the library adds is left to us, who know the flags. */
export function certificateFault({ code, details }: ProtocolError): string {
  const { why } = details;
  if (typeof why !== 'string') return failures[code].text;
  return why.replace(/: (?:the peer must send its intermediates|trust it explicitly).*$/, '');
}

function peerAlert(error: PeerAlert, { alert }: Circumstances): CommandError {
  if (error.alert === 'close_notify') {
    const cause = 'the server closed the connection in the middle of the handshake';
    return made(exitCodes.handshake, error.code, cause, silentFix, undefined, error);
  }
  const row = isAlertName(error.alert) ? alertNamed(error.alert) : undefined;
  const cause = alertCauses[error.alert] ?? row?.meaning ?? 'the server ended the handshake';
  const fix = alertFixes[error.alert] ?? row?.hints[0] ?? 'the log of the server will tell';
  return made(exitCodes.handshake, error.code, cause, fix, alert, error);
}

/** The server has told, with a certificate for its public name, what to do. */
function echFix(error: ProtocolError): string {
  const configs: unknown = Reflect.get(error, 'retryConfigs');
  if (!(configs instanceof Uint8Array)) return 'it does without: leave --ech out if its name may be seen';
  return `try again with what it uses now: --ech ${Buffer.from(configs).toString('base64')}`;
}

/** Whether it is the certificate that was refused, not the handshake around it. */
function isCertificateFailure({ code }: ProtocolError): boolean {
  return code in certificateCodes;
}

function made(
  exitCode: ExitCode,
  code: string,
  cause: string,
  fix: string,
  alert: SeenAlert | undefined,
  error: Error,
): CommandError {
  return new CommandError({ exitCode, code, cause, fix, alert }, { cause: error });
}

const certificateCodes: { readonly [C in FailureCode]?: true } = {
  malformed_certificate: true,
  certificate_rejected: true,
  untrusted_key: true,
  unknown_issuer: true,
  certificate_expired: true,
  certificate_revoked: true,
  name_mismatch: true,
  wrong_usage: true,
  bad_certificate_signature: true,
  weak_certificate: true,
  path_budget_exceeded: true,
  revocation_unknown: true,
  bad_stapled_response: true,
  missing_stapled_response: true,
  insufficient_timestamps: true,
  no_trust_anchors: true,
};

/** Failures that a peer causes who does not speak TLS. */
const foreign: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'bad_content_type',
  'bad_record_version',
  'record_overflow',
  'truncated_connection',
  'bad_alert',
]);

const usualFix = 'the server is broken or something between changes the bytes; --trace shows where';
const silentFix =
  'it may want another server name, an older TLS version, or no connection from here; its log will tell';
const onlyTls13 = 'allow TLS 1.3 on the server, since older versions are not spoken here';

const fixes: { readonly [C in FailureCode]?: string } = {
  truncated_connection: silentFix,
  unsupported_version: onlyTls13,
  unoffered_version: onlyTls13,
  bad_record_version: 'check that the port is one for TLS',
  bad_content_type: 'check that the port is one for TLS',
  handshake_timeout: 'the server is overloaded, or something between lets only the first packets pass; see --timeout',
  no_common_signature_scheme: 'the certificate of --cert has a key that the server cannot verify',
  no_common_suite: 'offer more with --suites',
  no_common_group: 'offer more with --groups',
  no_common_protocol: 'offer another protocol with --alpn',
  internal_error: 'this is a fault of handfast or of the system below: please report it',
};

/** Where the meaning of an alert is plainer on this side. */
const alertCauses: Readonly<Record<string, string>> = {
  protocol_version: 'the server does not speak TLS 1.3',
};

/** Where the command line has an answer that is better than the registry's hints. */
const alertFixes: Readonly<Record<string, string>> = {
  protocol_version: onlyTls13,
  certificate_required: 'pass a client certificate with --cert FILE and --key FILE',
  no_application_protocol: 'offer another protocol with --alpn, or none',
  unrecognized_name: 'pass the name that the server is known by with --server-name NAME',
};
