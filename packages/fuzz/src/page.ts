/** `docs/generated/fuzz.md`: what one run over all targets has shown. */

import { arch, platform } from 'node:os';
import type { Branch } from './coverage.ts';
import type { Outcome } from './loop.ts';

export interface Row extends Outcome {
  readonly name: string;
}

/** The run of which the page tells. */
interface How {
  /** Of the command. */
  readonly options: readonly string[];
  readonly threads: number;
  readonly milliseconds: number;
}

export function page(
  rows: readonly Row[],
  { options, threads, milliseconds }: How,
  branches: readonly Branch[],
): string {
  const executions = rows.reduce((sum, row) => sum + row.executions, 0);
  const lines = rows.map(({ name, executions, milliseconds, kept, branches, taken }) => {
    const rate = number((1000 * executions) / milliseconds);
    return `| ${name} | ${number(executions)} | ${rate} | ${number(kept)} | ${share(taken, branches)} |`;
  });
  const floors = floorsOf(rows, branches).map(({ floor, all, taken }) => `| ${floor}/ | ${share(taken, all)} |`);
  return `# Fuzzing

One run of \`npm run fuzz -- ${options.join(' ')}\`, with Node ${process.version} on ${platform()} ${arch()}: ${number(executions)} executions in ${number(milliseconds / 60_000)} minutes on ${threads === 1 ? 'one thread' : `${threads} threads`} of a machine that had other things to do. Whatever came in, there was a value or an error with a code; nothing hung, and everything else that [the targets](../../packages/fuzz/src/targets/index.ts) claim held.

The last column counts branches of the code that a target is there to reach. What is not taken is mostly what honest configurations never ask for, the side that encodes, and what the caller does wrong.

| target | executions | a second | inputs kept | branches taken |
|---|--:|--:|--:|--:|
${lines.join('\n')}

By all targets together, in each floor of the library:

| floor | branches taken |
|---|--:|
${floors.join('\n')}
`;
}

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const share = (taken: number, all: number): string => `${((100 * taken) / all).toFixed(1)} % of ${number(all)}`;

interface Floor {
  readonly floor: string;
  readonly all: number;
  readonly taken: number;
}

function floorsOf(rows: readonly Row[], branches: readonly Branch[]): readonly Floor[] {
  const seen = new Set(rows.flatMap((row) => row.seen));
  const floorOf = ({ file }: Branch): string => file.split('/')[0] as string;
  return [...new Set(branches.map(floorOf))].sort().map((floor) => {
    const inside = branches.flatMap((branch, at) => (floorOf(branch) === floor ? [at] : []));
    return { floor, all: inside.length, taken: inside.filter((at) => seen.has(at)).length };
  });
}
