/** Keys for what the peer sends: several at a time, for datagrams overtake each other. RFC 6347 §4.1, RFC 9147 §4.2.2 */

import { isPromise } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Epoch } from '../../handshake/io.ts';
import { type DatagramRecord, epochBits, sequenceLength, uint } from '../../record/datagram-header.ts';
import { sampleLength } from '../../record/datagram13.ts';
import type { PlainRecord, RecordProtector } from '../../record/protector.ts';
import { ReplayWindow } from '../../record/replay-window.ts';

/** One generation of keys. */
export interface ReadEpoch {
  readonly number: number;
  readonly name: Epoch;
  readonly protector: RecordProtector;
  readonly window: ReplayWindow;
  /** Records that did not authenticate. */
  forgeries: number;
  /** When it is forgotten, in milliseconds since 1970; not before it was replaced. */
  expires: number | undefined;
}

/** A record of the peer's, and where it stood. */
export interface Opened {
  readonly record: PlainRecord;
  readonly epoch: ReadEpoch;
  readonly sequence: number;
}

export class ReadEpochs {
  readonly #epochs = new Map<number, ReadEpoch>();
  #current: ReadEpoch;

  constructor(protector: RecordProtector) {
    this.#current = this.install(0, 'initial', protector);
  }

  /** The newest. */
  get current(): ReadEpoch {
    return this.#current;
  }

  /** New keys; those of three generations before are forgotten. */
  install(number: number, name: Epoch, protector: RecordProtector): ReadEpoch {
    this.#current = { number, name, protector, window: new ReplayWindow(), forgeries: 0, expires: undefined };
    this.#epochs.set(number, this.#current);
    for (const old of this.#epochs.keys()) if (old < number - 2) this.#epochs.delete(old);
    return this.#current;
  }

  /** Keys that were replaced long ago are forgotten: what is still on its way under them is no longer worth hearing. */
  tick(now: number): void {
    for (const [number, epoch] of this.#epochs) {
      if (epoch === this.#current) continue;
      epoch.expires ??= now + longestDelay;
      if (now >= epoch.expires) this.#epochs.delete(number);
    }
  }

  forget(name: Epoch): void {
    for (const [number, epoch] of this.#epochs) if (epoch.name === name) this.#epochs.delete(number);
  }

  /** The keys for a record; `undefined` where there are none, `future` where there may be some soon. */
  of({ layout, epoch }: DatagramRecord): ReadEpoch | 'future' | undefined {
    if (layout === 'classic') {
      const known = this.#epochs.get(epoch);
      // What DTLS 1.3 protects has another layout.
      if (known?.protector.sequenceMask !== undefined) return undefined;
      return known ?? (epoch === this.#current.number + 1 ? 'future' : undefined);
    }
    for (let number = this.#current.number; number > this.#current.number - 4; number--) {
      const known = this.#epochs.get(number);
      if ((number & epochBits) === epoch && known !== undefined) {
        return known.protector.sequenceMask === undefined ? undefined : known;
      }
    }
    return 'future';
  }
}

/**
 * Opens a record. `undefined`: it is a replay, or it does not authenticate, and nothing has happened. Throws what is
 * wrong with a record that did authenticate.
 */
export function open(raw: DatagramRecord, epoch: ReadEpoch): Opened | Promise<Opened | undefined> | undefined {
  const header = raw.layout === 'classic' ? raw.header : plainHeader(raw, epoch.protector);
  if (header === undefined || raw.fragment.length > epoch.protector.maxFragment) return undefined;
  const sequence = raw.sequence ?? wholeSequence(header, raw.connectionId[1], epoch.window.highest + 1);
  if (!epoch.window.isNew(sequence)) return undefined;
  const arrived = (record: PlainRecord): Opened | undefined => {
    // With a slow provider its double may have come in between.
    if (!epoch.window.isNew(sequence)) return undefined;
    epoch.window.add(sequence);
    return { record, epoch, sequence };
  };
  try {
    const numbered = numberIn(epoch, sequence);
    const record = epoch.protector.open(numbered, header, raw.fragment);
    return isPromise(record) ? record.then(arrived, (thrown: unknown) => forged(epoch, thrown)) : arrived(record);
  } catch (thrown) {
    return forged(epoch, thrown);
  }
}

/** What protectors call the sequence number: the epoch is part of it. RFC 6347 §4.1 */
export function numberIn({ number, protector }: Pick<ReadEpoch, 'number' | 'protector'>, sequence: number): number {
  return (protector.sequenceMask === undefined ? number : number & epochBits) * 2 ** 48 + sequence;
}

/** The header as it was before its sequence number was encrypted. RFC 9147 §4.2.3 */
function plainHeader({ header, fragment, connectionId }: DatagramRecord, { sequenceMask }: RecordProtector) {
  if (fragment.length < sampleLength || sequenceMask === undefined) return undefined;
  const plain = new Uint8Array(header);
  const mask = sequenceMask(fragment.subarray(0, sampleLength));
  const [, from] = connectionId;
  for (let i = 0; i < sequenceLength(header[0] as number); i++) {
    plain[from + i] = (plain[from + i] as number) ^ (mask[i] as number);
  }
  return plain;
}

/** The number closest to the one that is expected, among those with these low bits. RFC 9147 §4.2.2 */
function wholeSequence(header: Uint8Array, at: number, expected: number): number {
  const length = sequenceLength(header[0] as number);
  const low = uint(header, at, length);
  const range = 256 ** length;
  const near = expected - (expected % range) + low;
  const candidates = [near - range, near, near + range].filter((value) => value >= 0);
  return candidates.reduce((best, value) => (Math.abs(value - expected) < Math.abs(best - expected) ? value : best));
}

/** Throws what is no forgery, and `too_many_forgeries` when a key has seen more than is safe. RFC 9147 §4.5.3 */
function forged(epoch: ReadEpoch, thrown: unknown): undefined {
  if (!(thrown instanceof ProtocolError) || thrown.code !== 'bad_record') throw thrown;
  if (++epoch.forgeries > (epoch.protector.forgeryLimit ?? Number.POSITIVE_INFINITY)) {
    throw new ProtocolError('too_many_forgeries', { limit: epoch.protector.forgeryLimit });
  }
}

/** In milliseconds: twice the time that a datagram may live. RFC 9147 §5.8.1 */
const longestDelay = 240_000;
