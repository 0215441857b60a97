/** Alerts that leave and arrive, shown to the observer. RFC 8446 §6 */

import type { AlertName } from '../base/alert-names.ts';
import { contentTypes } from '../registry/content-types.ts';
import { alertBytes, type ReceivedAlert, readAlert } from './alerts.ts';
import type { Channel } from './channel.ts';
import type { Observer } from './observer.ts';

export class AlertPort {
  readonly #channel: Channel;
  readonly #observer: Observer;

  constructor(channel: Channel, observer: Observer) {
    this.#channel = channel;
    this.#observer = observer;
  }

  send(name: AlertName): void {
    const bytes = alertBytes(name);
    const [level = 0, description = 0] = bytes;
    this.#observer.alert?.({ direction: 'sent', level, description, epoch: this.#channel.epochs.sent });
    this.#channel.send(contentTypes.alert, bytes);
  }

  /** The alert in a record. Throws `bad_alert`. */
  read(data: Uint8Array): ReceivedAlert {
    const alert = readAlert(data);
    this.#observer.alert?.({ direction: 'received', ...alert, epoch: this.#channel.epochs.received });
    return alert;
  }
}
