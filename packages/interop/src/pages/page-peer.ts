/** Loading a page as a case of the matrix: who loads it, from whom, and what must come of it. */

import type { Certificates } from '../certificates.ts';
import type { ServedFolder } from './handfast-command.ts';

/** What every page that is loaded here says; error pages do not. */
export const pageText = 'handfast interop page';

/** A program that loads pages from us, or that we load pages from. */
export interface PagePeer {
  readonly name: string;
  /** Finds it: its version, or nothing where it is not here. */
  version(): Promise<string | undefined>;
  cases(context: PageContext): readonly (PageCase | PageSkip)[];
}

export interface PageContext {
  /** A folder for whatever a case must write. */
  readonly directory: string;
  /** A folder with the page as its `index.html`. */
  readonly site: string;
  readonly certificates: Certificates;
  /** The site behind `handfast serve` with these flags, which is started by whoever asks first. */
  served(flags?: readonly string[]): Promise<ServedFolder>;
}

/** What cannot be tried, and why. */
export type PageSkip = Omit<PageCase, 'attempt'> & { readonly reason: string };

/** One way to load the page, or to be refused it. */
export interface PageCase {
  readonly client: string;
  readonly server: string;
  readonly variant: string;
  /** Nothing where all went as it must, else what did not. What it throws is a failure too. */
  attempt(): Promise<string | undefined>;
}
