/** Looks on while a handshake runs and keeps what went by: the rungs of the ladder. */

import type { Direction, Observer } from 'handfast';
import { alertName, contentTypes } from 'handfast/registry';
import type { Dialect } from 'handfast/wire';

/** One message, ChangeCipherSpec or alert that went one way. */
export interface Rung {
  readonly kind: 'handshake' | 'change_cipher_spec' | 'alert';
  readonly direction: Direction;
  /** `ClientHello`, `ChangeCipherSpec`, `handshake_failure`. */
  readonly name: string;
  /** The number of the message type or of the alert. */
  readonly id: number;
  /** In bytes, without the record around it. */
  readonly length: number;
  /** Whether it travelled under keys. */
  readonly encrypted: boolean;
  /** Milliseconds since the recorder's clock started. */
  readonly time: number;
  /** The whole content: a message with its header, an alert, or the one byte of a ChangeCipherSpec. */
  readonly bytes: Uint8Array;
  /** What annotates the bytes of a handshake message. */
  readonly dialect: Dialect | undefined;
}

export interface Recorder {
  readonly observer: Observer;
  readonly rungs: readonly Rung[];
  /** Milliseconds since the clock started. */
  now(): number;
}

/** A recorder; `onRung` hears of each rung at once. Its clock starts now, or at a time of `performance.now()`. */
export function createRecorder(onRung: (rung: Rung) => void = () => {}, start = performance.now()): Recorder {
  const rungs: Rung[] = [];
  const now = () => performance.now() - start;
  const add = (rung: Omit<Rung, 'time' | 'length'>): void => {
    const whole: Rung = { ...rung, time: now(), length: rung.bytes.length };
    rungs.push(whole);
    onRung(whole);
  };
  return { observer: observe(add), rungs, now };
}

function observe(add: (rung: Omit<Rung, 'time' | 'length'>) => void): Observer {
  return {
    message: ({ direction, name, bytes, dialect, epoch }) =>
      add({
        kind: 'handshake',
        direction,
        name,
        id: bytes[0] as number,
        encrypted: epoch !== 'initial',
        bytes: bytes.slice(),
        dialect,
      }),
    changeCipherSpec: ({ direction }) =>
      add({
        kind: 'change_cipher_spec',
        direction,
        name: 'ChangeCipherSpec',
        id: contentTypes.change_cipher_spec,
        encrypted: false,
        bytes: Uint8Array.of(1),
        dialect: undefined,
      }),
    alert: ({ direction, level, description, epoch }) =>
      add({
        kind: 'alert',
        direction,
        name: alertName(description),
        id: description,
        encrypted: epoch !== 'initial',
        bytes: Uint8Array.of(level, description),
        dialect: undefined,
      }),
  };
}
