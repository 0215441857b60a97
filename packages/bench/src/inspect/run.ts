/** `npm run bench -- --scenario inspect`: captures of 100 MB, listed by `handfast inspect` and by tshark in one run. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordedConnection } from './recorded-connection.ts';
import { type Usage, usageOf } from './usage.ts';
import { writeCapture } from './write-capture.ts';

const command = fileURLToPath(new URL('../../../cli/bin/handfast.js', import.meta.url));

/** Prints megabytes a second, processor time and memory of each. */
export async function runInspect(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'handfast-inspect-bench-'));
  try {
    for (const [title, payload] of [
      ['handshakes alone', 0],
      ['pages of 50 KB', 50_000],
      ['downloads of 20 MB', 20_000_000],
    ] as const) {
      const file = join(folder, 'capture.pcapng');
      writeCapture(file, await recordedConnection(payload), size);
      const megabytes = statSync(file).size / 1e6;
      tell(title, 'handfast inspect', megabytes, await usageOf(process.execPath, [command, 'inspect', file]));
      tell(title, 'tshark', megabytes, await usageOf('tshark', ['-n', '-r', file]));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const size = 100e6;

function tell(title: string, program: string, megabytes: number, usage: Usage | undefined): void {
  const name = `${title.padEnd(20)} ${program.padEnd(17)}`;
  if (usage === undefined) {
    console.log(`${name} is not here`);
    return;
  }
  const { seconds, processor, memory } = usage;
  console.log(
    [
      name,
      `${(megabytes / seconds).toFixed(0).padStart(5)} MB/s`,
      `${seconds.toFixed(1).padStart(6)} s`,
      `${processor.toFixed(1).padStart(6)} s of processors`,
      `${(memory / 1e6).toFixed(0).padStart(5)} MB of memory`,
    ].join(' '),
  );
}
