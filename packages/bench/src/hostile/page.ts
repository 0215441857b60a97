/** `docs/generated/resistance.md`: what peers that nobody knows can do to a server. */

import { arch, platform } from 'node:os';
import { type AttackName, attacks } from './attacks.ts';
import type { Condition, Toll, Visits } from './messages.ts';

/** One attack alone. */
export interface Single {
  readonly name: AttackName;
  readonly peers: number;
  readonly atOnce: number;
  /** Milliseconds of the server's processor time for each peer. */
  readonly cpu: number;
  /** Bytes of memory for each peer that was there when it was measured. */
  readonly memory: number;
  readonly there: number;
  /** How the server ended it. */
  readonly codes: readonly string[];
}

export interface Results {
  readonly seconds: number;
  readonly undisturbed: Visits;
  readonly singles: readonly Single[];
  readonly before: Condition;
  readonly during: Condition;
  readonly disturbed: Visits;
  readonly toll: Toll;
  readonly after: Condition;
  readonly again: Visits;
}

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const visitRow = (name: string, { count, failed, perSecond, median, worst }: Visits): string =>
  `| ${name} | ${number(count)} | ${failed} | ${perSecond.toFixed(0)} | ${median.toFixed(1)} ms | ${worst.toFixed(0)} ms |`;
const conditionRow = (name: string, { memory, rss, connections }: Condition): string =>
  `| ${name} | ${megabytes(memory)} | ${megabytes(rss)} | ${number(connections)} |`;

export function page(results: Results): string {
  const { seconds, undisturbed, singles, before, during, disturbed, toll, after, again } = results;
  // The machine may have become slower or faster meanwhile: both ends of the attack count.
  const ratio = (2 * disturbed.perSecond) / (undisturbed.perSecond + again.perSecond);
  const spent = singles.reduce((sum, { name, cpu }) => sum + cpu * (toll[name]?.peers ?? 0), 0) / (10 * seconds);
  const single = singles.map(({ name, peers, cpu, memory, there, codes }) => {
    const ending = codes.length === 0 ? 'the peer left' : codes.map((code) => `\`${code}\``).join(', ');
    return `| ${attacks[name].title} | ${number(peers)} | ${cpu.toFixed(2)} ms | ${there < 10 ? '–' : `${(memory / 1024).toFixed(1)} KiB of ${number(there)}`} | ${ending} |`;
  });
  const together = Object.entries(toll).map(
    ([name, { peers, atOnce }]) => `| ${attacks[name as AttackName].title} | ${number(peers)} | ${number(atOnce)} |`,
  );
  return `# Resistance

\`npm run bench -- --scenario hostile --seconds ${seconds}\`, with Node ${process.version} on ${platform()} ${arch()}: server, honest clients and attackers are three processes on one machine, and share its processors. The server has the defaults, but an \`idleTimeout\` of a minute, and it asks for certificates, so that there are some to send. Memory is what is in use after a collection of garbage.

## Each attack alone

What one peer costs that never authenticates itself; a full honest handshake costs what the first row does, and an answer.

| attack | peers | processor time for each | memory for each that was there | how it ended |
|---|--:|--:|--:|---|
${single.join('\n')}

## All at once

| attack | peers in ${seconds} s | at once |
|---|--:|--:|
${together.join('\n')}

Honest clients, eight at a time: connect, 1 KiB there and back, close. Under attack they keep ${(100 * ratio).toFixed(0)} % of their rate before and afterwards. By the first table the attacks take ${spent.toFixed(0)} % of one processor of the server.

| honest clients | visits | failed | a second | median | worst |
|---|--:|--:|--:|--:|--:|
${[visitRow('alone', undisturbed), visitRow('under attack', disturbed), visitRow('afterwards', again)].join('\n')}

| the server | memory | resident | connections |
|---|--:|--:|--:|
${[conditionRow('before', before), conditionRow('under attack', during), conditionRow('afterwards', after)].join('\n')}
`;
}
