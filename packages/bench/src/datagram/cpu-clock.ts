/** How much of the processor's time this process takes: what else runs on the machine does not count. */

import { readFileSync } from 'node:fs';

/** Starts a clock, which gives the seconds since then; `elsewhere` those of other processes that count too. */
export function cpuClock(elsewhere = (): number => 0): () => number {
  const before = process.cpuUsage();
  const beforeElsewhere = elsewhere();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 + elsewhere() - beforeElsewhere;
  };
}

/** The seconds that a process has spent since it began. Throws where the system is not Linux, or the process is gone. */
export const cpuOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e9;
