/** What a fuzz target is: inputs to begin with, and what must hold for every input. */

import type { Random } from './random.ts';

export interface Target {
  /** Folders and files of the library, such as `wire/`, that it is there to reach. */
  readonly reaches: readonly string[];
  /** What lies inside of those and cannot be reached from here. */
  readonly beyond?: readonly string[] | undefined;
  /** Inputs to begin with, made by code: the same ones each time. */
  seeds(): readonly Uint8Array[];
  /** Folders of the third-party corpus whose files are inputs too. */
  readonly corpus?: readonly string[] | undefined;
  /** The inputs that a file of that corpus makes, if not just itself. */
  readonly fromCorpus?: ((file: Uint8Array) => readonly Uint8Array[]) | undefined;
  /** Most bytes of an input. Default 4096. */
  readonly longest?: number | undefined;
  /** Its share of the time, where most targets have 1. */
  readonly weight?: number | undefined;
  /** When executions are counted and not seconds: how many it gets where a handshake gets one. Default 1. */
  readonly pace?: number | undefined;
  /** A change that keeps more of the structure than blind ones do. */
  readonly mutate?: ((input: Uint8Array, random: Random) => Uint8Array) | undefined;
  /** Throws when the library does what it must not. Whatever the input holds, a refusal is no failure. */
  run(input: Uint8Array): void;
}
