/** A way to tell what is in a capture. */

import type { InspectionOptions, Report } from '@handfast/inspect';

export interface View {
  /** What it wants to hear. */
  readonly options: Pick<InspectionOptions, 'packet' | 'connection' | 'content' | 'reports'>;
  /** What there is to write since the last call. */
  take(): string | Uint8Array;
  /** The capture ends: what is left to say goes to `take`. Returns the exit code if it is not that of the report. */
  end(report: Report): number | undefined;
  /** Tells a person what is wrong. */
  complain(sentence: string): void;
}

/** Text that waits to be written. */
export class Lines {
  #text = '';

  line(text: string): void {
    this.#text += `${text}\n`;
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

/** Text for a terminal: what peers put into it moves no cursor and changes no colour. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
export const harmless = (text: string): string => text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '·');
