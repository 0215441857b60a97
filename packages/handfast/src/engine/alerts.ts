/** Alerts on the wire. RFC 8446 §6, RFC 5246 §7.2 */

import type { AlertName } from '../base/alert-names.ts';
import { ProtocolError } from '../base/errors.ts';
import { alertById, alertLevels, alertNamed } from '../registry/alerts.ts';

/** Level and description of an alert that we send. What may be either is an error here, and so fatal. */
export function alertBytes(name: AlertName): Uint8Array {
  const { id, level } = alertNamed(name);
  return Uint8Array.of(level === 'warning' ? alertLevels.warning : alertLevels.fatal, id);
}

export interface ReceivedAlert {
  readonly level: number;
  readonly description: number;
  readonly name: AlertName | `alert ${number}`;
}

/** Throws `bad_alert` unless the record holds exactly one alert. RFC 8446 §5.1 */
export function readAlert(data: Uint8Array): ReceivedAlert {
  const [level, description] = data;
  if (data.length !== 2 || level === undefined || description === undefined) throw new ProtocolError('bad_alert');
  return { level, description, name: alertById(description)?.name ?? `alert ${description}` };
}

/**
 * Whether an alert is a warning that ends nothing: before TLS 1.3, where the sender's level decides, even about alerts that
 * should always be fatal. RFC 5246 §7.2, §7.2.2
 */
export const isMereWarning = ({ level }: ReceivedAlert): boolean => level === alertLevels.warning;
