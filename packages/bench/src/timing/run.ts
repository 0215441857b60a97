/** `npm run bench -- --scenario timing`: looks for leaks in time, and writes docs/generated/timing.md. */

import { writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cases, computed } from './cases.ts';
import { testForLeak, threshold } from './leak-test.ts';

/** `seconds` for each case. */
export async function runTiming(seconds: number): Promise<void> {
  const lines: string[] = [];
  for (const { title, classes, isControl = false, make } of cases) {
    const { samples, t, medians } = testForLeak(await make(), 1000 * seconds);
    const [first, second] = medians.map((median) => median.toFixed(median < 1000 ? 1 : 0));
    const verdict = t > threshold ? (isControl ? 'leaks, as it is made to' : '**leaks**') : 'nothing seen';
    const line = `| ${title} | ${classes} | ${samples.toLocaleString('en-US')} | ${first} / ${second} ns | ${t.toFixed(1)} | ${verdict} |`;
    console.log(line);
    lines.push(line);
  }
  const page = `# Timing

\`npm run bench -- --scenario timing --seconds ${seconds}\`, with Node ${process.version} on ${platform()} ${arch()}: two classes of input in random order, and Welch's t over all samples and over the shorter ones, after [dudect](https://eprint.iacr.org/2016/1123). |t| above ${threshold} is a leak; below it nothing was seen with this many samples on this machine, which proves nothing about more samples or another machine. [What JavaScript can promise](../security.md).

| what | the two classes | samples | medians | largest \\|t\\| | |
|---|---|--:|--:|--:|---|
${lines.join('\n')}
`;
  writeFileSync(fileURLToPath(new URL('../../../../docs/generated/timing.md', import.meta.url)), page);
  if (computed() === 0) throw new Error('nothing was computed');
}
