/** Alerts on the wire. RFC 8446 §6 */

import type { AlertName } from '../base/alert-names.ts';
import { ProtocolError } from '../base/errors.ts';
import { alertById, alertNamed } from '../registry/alerts.ts';

/** Level and description of an alert that we send. In TLS 1.3 all but two are fatal. */
export function alertBytes(name: AlertName): Uint8Array {
  const level = name === 'close_notify' || name === 'user_canceled' ? 1 : 2;
  return Uint8Array.of(level, alertNamed(name).id);
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
