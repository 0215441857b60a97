/** Which mutants a run tries: any of them, or those of an earlier run. */

import { Random } from '../random.ts';
import type { Verdict } from './messages.ts';
import type { Mutant } from './mutants.ts';
import type { Source } from './sources.ts';

/** A mutant, and what came of it. */
export interface Tried {
  readonly mutant: Mutant;
  readonly folder: string;
  readonly kind: Verdict['kind'];
  /** It survived the first run, and was noticed in a later one. */
  readonly isLate?: boolean;
}

export const survived = ({ kind }: Pick<Tried, 'kind'>): boolean => kind === 'survived' || kind === 'unclear';

export interface Candidate {
  readonly number: number;
  readonly mutant: Mutant;
  readonly source: Source;
  /** What came of it in an earlier run. */
  readonly earlier?: Pick<Tried, 'kind' | 'isLate'>;
}

export interface SampleOptions {
  readonly size: number;
  readonly seed: number;
  /** What their lines of output hold. */
  readonly only: RegExp;
}

/** Each at most once, in any order. */
export function sampleOf(sources: readonly Source[], { size, seed, only }: SampleOptions): readonly Candidate[] {
  const random = new Random(seed);
  const left = candidatesIn(sources).filter(({ mutant }) => only.test(placeAndChange(mutant)));
  return Array.from({ length: Math.min(left.length, size) }, () => {
    return left.splice(random.below(left.length), 1)[0] as Candidate;
  });
}

/** Those in the output of an earlier run, in its order, as far as they are there still. Lines may have other numbers. */
export function sampleAgain(sources: readonly Source[], output: string): readonly Candidate[] {
  const left = candidatesIn(sources);
  return Array.from(output.matchAll(line)).flatMap(({ groups = {} }) => {
    const at = left.findIndex(({ mutant: { file, told } }) => file === groups['file'] && told === groups['told']);
    const earlier = { kind: groups['kind'] as Tried['kind'], isLate: groups['late'] !== undefined };
    return at < 0 ? [] : left.splice(at, 1).map((candidate) => ({ ...candidate, earlier }));
  });
}

/** The output about one. */
export const lineOf = ({ mutant, kind, isLate = false }: Tried, seconds: number): string =>
  `${kind.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s ${placeAndChange(mutant)}${isLate ? ' (late)' : ''}`;

const line =
  /^(?<kind>noticed|endless|survived|unclear) +[\d.]+ s (?<file>\S+):\d+ (?<told>.*?)(?: \(by .*\)|(?<late> \(late\)))?$/gm;

const placeAndChange = ({ file, line, told }: Mutant): string => `${file}:${line} ${told}`;

const candidatesIn = (sources: readonly Source[]): Candidate[] =>
  sources.flatMap((source) =>
    source.mutants.map((mutant, index) => ({ number: source.first + index, mutant, source })),
  );
