/** The three classes of error: the peer broke a rule, the peer says that we did, the caller made a mistake. */

import type { AlertName } from './alert-names.ts';
import { type FailureCode, failureOf } from './failures.ts';

/** What happened, in names and values. Never secrets. */
export type Details = Readonly<Record<string, unknown>>;

/** A rule the peer broke. Thrown anywhere; the connection alone turns it into an alert. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: FailureCode;
  readonly alert: AlertName;
  /** The rule, such as `RFC 8446 §4.1.3`. */
  readonly rule: string;
  readonly details: Details;

  constructor(code: FailureCode, details: Details = {}, options?: ErrorOptions) {
    const { alert, rule, text } = failureOf(code);
    super(`${text}${spell(details)} (${rule})`, options);
    this.code = code;
    this.alert = alert;
    this.rule = rule;
    this.details = details;
  }
}

/** The peer sent a fatal alert. */
export class PeerAlert extends Error {
  override readonly name = 'PeerAlert';
  readonly code = 'peer_alert';
  readonly alert: AlertName | `alert ${number}`;

  constructor(alert: AlertName | `alert ${number}`) {
    super(`the peer ended the connection with the alert ${alert}`);
    this.alert = alert;
  }
}

/** The caller used the library wrongly. Thrown at once, never sent to the peer. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError';
  readonly code = 'misuse';
}

function spell(details: Details): string {
  const entries = Object.entries(details).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return '';
  return `: ${entries.map(([name, value]) => (name === 'why' ? String(value) : `${name} ${String(value)}`)).join(', ')}`;
}
