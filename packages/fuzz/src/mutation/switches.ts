/** A file with all of its mutants in it, each behind a switch: one build serves to try them all. */

import { type Mutant, mutated } from './mutants.ts';

/** The name of the global function that takes a mutant's number, and says whether it is the one that is tried. */
export const switchName = '$isMistaken';

/** The same code; its mutants are numbered from `first` on. Within a mistake the code is as it was. */
export function withSwitches(code: string, mutants: readonly Mutant[], first: number): string {
  const outerFirst = mutants
    .map((mutant, index) => ({ mutant, on: `${switchName}(${first + index})` }))
    .sort(({ mutant: { scope: one } }, { mutant: { scope: other } }) => one.start - other.start || other.end - one.end);
  const inserts = outerFirst.flatMap(({ mutant, on }, depth) => {
    const { scope, isStatement } = mutant;
    const [open, close] = isStatement ? [`{if(!${on}){`, '}}'] : [`(${on}?(${mistake(code, mutant)}):(`, '))'];
    // Where several stand at one place, inner parts close first, and outer parts open first.
    return [
      { at: scope.start, order: depth + 1, text: open },
      { at: scope.end, order: -depth - 1, text: close },
    ];
  });
  inserts.sort((one, other) => one.at - other.at || one.order - other.order);
  let [result, at] = ['', 0];
  for (const insert of inserts) {
    result += code.slice(at, insert.at) + insert.text;
    at = insert.at;
  }
  return result + code.slice(at);
}

const mistake = (code: string, mutant: Mutant): string =>
  mutated(code, mutant).slice(mutant.scope.start, mutant.scope.end + mutant.after.length - mutant.before.length);
