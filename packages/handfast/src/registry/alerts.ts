/** Alerts: the IANA registry "TLS Alerts", what each means, and where to look when one appears. RFC 8446 §6 */

import type { AlertName } from '../base/alert-names.ts';
import { alertHints } from './alerts/hints.ts';
import { alertRows } from './alerts/rows.ts';
import { display8 } from './display.ts';

/** One alert. */
export interface Alert {
  readonly id: number;
  /** As IANA writes it, without the suffix `_RESERVED`, which `reserved` replaces. */
  readonly name: AlertName;
  /** What it says, in a sentence for people. */
  readonly meaning: string;
  /**
   * How it is sent before TLS 1.3: always `fatal`, always `warning`, or `either` as the sender sees fit.
   * TLS 1.3 ignores the level: all end the connection but close_notify and user_canceled (RFC 8446 §6).
   */
  readonly level: 'fatal' | 'warning' | 'either';
  /** Which protocols have it: `ssl3` alone, `tls` alone, or both. */
  readonly protocol: 'ssl3' | 'tls' | 'both';
  /** No longer to be sent: only read, from old peers. */
  readonly reserved: boolean;
  /** Likely causes, the likeliest first. */
  readonly hints: readonly string[];
}

/** The level byte. RFC 5246 §7.2 */
export const alertLevels = { warning: 1, fatal: 2 } as const;

/** By number. */
export const alerts: readonly Alert[] = alertRows.map((row) => ({ ...row, hints: alertHints[row.name] ?? [] }));

const byId = new Map(alerts.map((alert) => [alert.id, alert]));
const byName = new Map<string, Alert>(alerts.map((alert) => [alert.name, alert]));

export const alertById = (id: number): Alert | undefined => byId.get(id);

/** The row of an alert that is known to exist. */
export const alertNamed = (name: AlertName): Alert => byName.get(name) as Alert;

export const isAlertName = (name: string): name is AlertName => byName.has(name);

/** The name to show for a number. */
export const alertName = (id: number): string => display8(byId.get(id)?.name, id);

/** How SSL 3.0 sends an alert: five are always fatal, seven may be warnings (RFC 6101 §5.4.2); the rest it lacks. */
export function ssl3Level(alert: Alert): 'fatal' | 'warning' | undefined {
  if (alert.protocol === 'tls') return undefined;
  return alert.level === 'fatal' ? 'fatal' : 'warning';
}

/** Whether an alert exists in a protocol's vocabulary: SSL 3.0 knows twelve, TLS all but no_certificate. */
export function alertFits(alert: Alert, vocabulary: 'ssl3' | 'tls'): boolean {
  return alert.protocol === 'both' || alert.protocol === vocabulary;
}
