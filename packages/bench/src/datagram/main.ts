/**
 * `HANDFAST_DTLS_PEERS=DIR node packages/bench/dist/datagram/main.js [--rounds 5] [--warm 8] [--seconds 1]`: DTLS
 * handshakes and data over UDP on loopback, as `docs/generated/datagrams.md` shows them. Each library has a process of
 * its own, with both ends in it, and they take turns, so that a machine that slows down slows all of them down. Rates
 * are by the time of the processor. Beside them stands what Node itself can do.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { makeCredentials } from '../credentials.ts';
import { page, type Row } from './page.ts';
import { dataRate, handshakeRate } from './rates.ts';
import { makeSubject, type SubjectName, subjectNames } from './subjects.ts';

const { values } = parseArgs({
  options: {
    subject: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    warm: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '1' },
  },
});
const [rounds, warm, measured] = [Number(values.rounds), Number(values.warm), Number(values.seconds)];

/** What a process is asked to measure, and for how many seconds of the processor's time. */
type Order = readonly [kind: 'handshakes' | 'data', seconds: number];

if (values.subject !== undefined) await serveOrders(values.subject as SubjectName);
else process.stdout.write(page(await compare()));

/** Measures whatever the process that made this one asks for. */
async function serveOrders(name: SubjectName): Promise<void> {
  const subject = await makeSubject(name, await makeCredentials());
  process.on('message', ([kind, seconds]: Order) => {
    const measure = kind === 'handshakes' ? handshakeRate : dataRate;
    measure(subject, seconds).then(
      (rate) => process.send?.(rate),
      (error: unknown) => process.send?.(String(error)),
    );
  });
  process.send?.('ready');
}

async function compare(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const name of subjectNames) {
    const child = fork(new URL(import.meta.url), ['--subject', name], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    // A library that is not installed leaves at once.
    const [ready] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    const ask = async (...order: Order): Promise<number> => {
      child.send(order);
      // Whoever does not answer in a multiple of its time is left out.
      const signal = AbortSignal.timeout(order[1] * 60_000);
      const [answer] = await once(child, 'message', { signal }).catch(() => [Number.NaN]);
      return Number(answer ?? Number.NaN);
    };
    rows.push({ name, present: ready === 'ready', ask, handshakes: [], data: [], end: () => child.kill() });
  }
  const present = rows.filter((row) => row.present);
  for (let round = 0; round <= rounds; round++) {
    for (const kind of ['handshakes', 'data'] as const) {
      for (const row of present) {
        // Records are few lines that run often: they are compiled soon.
        const rate = await row.ask(kind, round > 0 ? measured : kind === 'data' ? warm / 4 : warm);
        if (round > 0) row[kind].push(rate);
      }
    }
  }
  for (const row of present) row.end();
  return rows;
}
