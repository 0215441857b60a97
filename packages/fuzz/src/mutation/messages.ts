/** What the processes and threads of a run tell each other: main → tester (which holds vitest) → worker, and back. */

/** What a worker is begun for; it comes with the run of vitest. */
export type Job =
  /** Run all tests as things are, say what each takes and where it comes, then try mutants. */
  | { readonly kind: 'measure'; readonly mutants: number; readonly files: number }
  /** Load all tests without running them, then try mutants. */
  | { readonly kind: 'load'; readonly files: number }
  /** Make one mistake (0 for none) before anything is loaded, and run these tests. */
  | { readonly kind: 'afresh'; readonly trial: Trial };

/** A test that passes as things are. */
export interface Timed {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly milliseconds: number;
  /** How many switches it passes. */
  readonly steps: number;
}

export interface Measured extends Timed {
  /** By number of a mutant: 1 where the test comes to its switch. */
  readonly reached: Uint8Array;
}

export interface Measurement {
  readonly tests: readonly Measured[];
  /** By number of a mutant: 1 where its switch is passed while modules are loaded. */
  readonly loading: Uint8Array;
}

/** A mutant, and the tests to try in this order. */
export interface Trial {
  readonly mutant: number;
  readonly tests: readonly Timed[];
}

export type Verdict =
  /** With those tests that did not come to the switch this time: what they need was made before and kept. */
  | { readonly kind: 'survived'; readonly missed: readonly Timed[] }
  /** `unclear`: the test failed, and then without the mistake too. */
  | { readonly kind: 'noticed' | 'endless' | 'unclear'; readonly by: string };

/** Main asks these. The first begins a worker, which the second needs; the third begins one of its own. */
export type Question =
  | { readonly begin: 'measure' | 'load' }
  | { readonly attempt: Trial }
  | { readonly attemptAfresh: Trial };

/** Comes back, and in between, whenever a test is begun, that there is life. */
export type Answer =
  | { readonly alive: true }
  | { readonly measurement: Measurement }
  | { readonly loaded: true }
  | { readonly verdict: Verdict };

/** Between the tester and its worker. */
export const channelName = 'handfast-mutation';
