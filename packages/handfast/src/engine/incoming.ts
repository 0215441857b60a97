/** What arrives, one message or record after another, told apart by content type. RFC 8446 §5.1 */

import { isPromise } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { PlainRecord } from '../record/protector.ts';
import { contentTypes } from '../registry/content-types.ts';
import type { Channel } from './channel.ts';
import type { JobFailure } from './runner.ts';

/** Who understands the content. Its methods throw what is wrong with it. */
export interface Receiver {
  message(bytes: Uint8Array): void;
  alert(data: Uint8Array): void;
  changeCipherSpec(data: Uint8Array): void;
  applicationData(data: Uint8Array): void;
}

/** Called when a record that was late can be handled with `handle`, or could not be opened. */
type WhenLate = (handle: () => void, failure: JobFailure | undefined) => void;

export class Incoming {
  readonly #channel: Channel;
  readonly #receiver: Receiver;
  readonly #late: WhenLate;
  #opening = false;

  constructor(channel: Channel, receiver: Receiver, late: WhenLate) {
    this.#channel = channel;
    this.#receiver = receiver;
    this.#late = late;
  }

  /** Whether a slow provider is still opening a record. */
  get opening(): boolean {
    return this.#opening;
  }

  /** Handles one message, or one record if `records`; `false` when none is whole. */
  step(records: boolean): boolean {
    const message = this.#channel.nextMessage();
    if (message !== undefined) {
      this.#receiver.message(message);
      return true;
    }
    const record = records ? this.#channel.nextRecord() : undefined;
    if (record === undefined) return false;
    if (isPromise(record)) this.#open(record);
    else this.#record(record);
    return true;
  }

  #open(record: Promise<PlainRecord | undefined>): void {
    this.#opening = true;
    const opened = (failure: JobFailure | undefined, ready?: PlainRecord): void => {
      this.#opening = false;
      this.#late(() => ready && this.#record(ready), failure);
    };
    record.then(
      (ready) => opened(undefined, ready),
      (thrown: unknown) => opened({ thrown }),
    );
  }

  #record({ type, data }: PlainRecord): void {
    const { handshake, alert, change_cipher_spec, application_data } = contentTypes;
    if (data.length === 0 && (type === handshake || type === alert)) throw new ProtocolError('empty_record');
    if (type === handshake) return this.#channel.collect(data);
    if (this.#channel.insideMessage) throw new ProtocolError('interleaved_handshake');
    if (type === alert) return this.#receiver.alert(data);
    if (type === change_cipher_spec) return this.#receiver.changeCipherSpec(data);
    if (type !== application_data) throw new ProtocolError('bad_content_type', { type });
    this.#receiver.applicationData(data);
  }
}
