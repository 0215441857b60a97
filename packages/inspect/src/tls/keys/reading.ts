/** Opening the records of one direction: which key comes next, and which sequence number. */

import type { PlainRecord, RecordProtector } from 'handfast/record';

/** The keys of a direction in the order of their use; several for one step while it is open which of them it is. */
export type KeySteps = (step: number) => readonly RecordProtector[];

/** One direction of one connection. */
export class Reading {
  #keys: KeySteps = () => [];
  #step = 0;
  #sequence = 0;
  #known = new Map<number, readonly RecordProtector[]>();
  /** Whether records may be missing: then sequence numbers have to be guessed. */
  #lost = false;
  /** How many records are worth the search. */
  #patience = 0;
  /** The revision of the key log in which there was no key. */
  #emptyAt: number | undefined;
  /** What opened the last record. */
  opener: RecordProtector | undefined;
  opened = 0;
  failed = 0;
  /** Records for which no key was known. */
  closed = 0;

  get step(): number {
    return this.#step;
  }

  /** The number that the next record has under the present key. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether there is any key to try; `revision` is that of the key log, in which missing keys are looked for once. */
  mayOpen(revision: number): boolean {
    if (this.#emptyAt === revision) return false;
    const found = this.#anyKey();
    this.#emptyAt = found ? undefined : revision;
    return found;
  }

  /** Counts a record that cannot be opened. */
  skip(): void {
    this.closed++;
    this.#sequence++;
  }

  #anyKey(): boolean {
    return this.#protectors(this.#step).length > 0 || this.#protectors(this.#step + 1).length > 0;
  }

  /** From here on these keys, beginning with a step. */
  use(keys: KeySteps, step: number): void {
    this.#keys = keys;
    this.#known.clear();
    this.#emptyAt = undefined;
    this.goTo(step);
  }

  /** The next records are under the keys of this step. */
  goTo(step: number): void {
    if (this.#step !== step) this.#sequence = 0;
    this.#step = step;
    this.#lost = false;
    this.#emptyAt = undefined;
  }

  /** The same step begins anew, as after ChangeCipherSpec. */
  restart(): void {
    this.#sequence = 0;
    this.#lost = false;
  }

  /** Records are missing in the capture. */
  lose(): void {
    this.#lost = true;
    this.#patience = mostSeeks;
  }

  /** The content of a record, or `undefined` when no key opens it. A key of the next step is tried as well. */
  open(header: Uint8Array, fragment: Uint8Array): PlainRecord | undefined {
    let tried = false;
    for (let step = this.#step; step <= this.#step + 1; step++) {
      const protectors = this.#protectors(step);
      tried ||= protectors.length > 0;
      for (const protector of protectors) {
        const found = this.#try(protector, step, header, fragment);
        if (found !== undefined) {
          this.#known.set(step, [protector]);
          this.opener = protector;
          this.opened++;
          return found;
        }
      }
    }
    if (tried) this.failed++;
    else this.closed++;
    this.#sequence++;
    if (--this.#patience <= 0) this.#lost = false;
    return undefined;
  }

  /** The content of a record that names its number itself, as in DTLS. */
  openAt(sequence: number, header: Uint8Array, fragment: Uint8Array): PlainRecord | undefined {
    const protectors = this.#protectors(this.#step);
    if (protectors.length === 0) {
      this.closed++;
      return undefined;
    }
    for (const protector of protectors) {
      const plain = openNow(protector, sequence, header, fragment);
      if (plain !== undefined) return this.count(plain);
    }
    return this.count(undefined);
  }

  /** Counts a record that was opened, or failed to be, in some other way. */
  count(plain: PlainRecord | undefined): PlainRecord | undefined {
    if (plain === undefined) this.failed++;
    else this.opened++;
    return plain;
  }

  #try(protector: RecordProtector, step: number, header: Uint8Array, fragment: Uint8Array): PlainRecord | undefined {
    const start = step === this.#step ? this.#sequence : 0;
    const last = start + (this.#lost ? mostMissing : 0);
    for (let sequence = start; sequence <= last; sequence++) {
      const plain = openNow(protector, sequence, header, fragment);
      if (plain === undefined) continue;
      this.#step = step;
      this.#sequence = sequence + 1;
      this.#lost = false;
      return plain;
    }
    return undefined;
  }

  #protectors(step: number): readonly RecordProtector[] {
    const known = this.#known.get(step);
    // Key logs may be written late: what was missing is looked for again.
    if (known !== undefined && known.length > 0) return known;
    const made = this.#keys(step);
    this.#known.set(step, made);
    if (this.#known.size > 4) this.#known.delete(Math.min(...this.#known.keys()));
    return made;
  }
}

/** A record under one key and number; `undefined` when it does not authenticate, or the provider does not answer at once. */
export function openNow(
  protector: RecordProtector,
  sequence: number,
  header: Uint8Array,
  fragment: Uint8Array,
): PlainRecord | undefined {
  try {
    const plain = protector.open(sequence, header, fragment);
    if (!('then' in plain)) return plain;
    plain.catch(() => undefined);
    return undefined;
  } catch {
    return undefined;
  }
}

/** A search is as dear as a thousand records. */
const mostSeeks = 16;

/** How many sequence numbers are tried behind a gap. */
const mostMissing = 256;
