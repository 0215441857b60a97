/** How long a program runs, and how much of the machine it takes. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Usage {
  readonly seconds: number;
  /** Seconds of all processors. */
  readonly processor: number;
  /** The most bytes at once. Nothing where the system does not say. */
  readonly memory: number;
}

/** Runs it and throws its output away; `undefined` when there is no such program. Throws when it fails. */
export async function usageOf(program: string, args: readonly string[]): Promise<Usage | undefined> {
  const begin = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += String(text);
  });
  let last = { processor: 0, memory: 0 };
  const look = setInterval(() => {
    last = stateOf(child.pid) ?? last;
  }, 20);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaint}`);
    return { seconds: (performance.now() - begin) / 1000, ...last };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    clearInterval(look);
  }
}

/** What Linux says of a process that runs. */
function stateOf(pid = 0): { processor: number; memory: number } | undefined {
  try {
    const memory = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    if (memory === undefined) return undefined;
    // Behind the name in parentheses: the twelfth and thirteenth are ticks of user and system.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { processor: (Number(fields[11]) + Number(fields[12])) / ticks, memory: Number(memory) * 1024 };
  } catch {
    return undefined;
  }
}

/** A second, in what /proc counts. */
const ticks = 100;
