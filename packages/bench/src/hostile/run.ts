/**
 * `npm run bench -- --scenario hostile`: honest clients alone, each attack alone, and everything at once; writes
 * docs/generated/resistance.md. Loopback only.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeCredentials } from '../credentials.ts';
import { type AttackName, attacks } from './attacks.ts';
import type { Condition, Order, Toll, Visits } from './messages.ts';
import { page, type Results, type Single } from './page.ts';

const names = Object.keys(attacks) as AttackName[];

/** `seconds` of everything at once; the other parts are shorter. */
export async function runHostile(seconds: number): Promise<void> {
  const credentials = await makeCredentials();
  const server = start('server', ['--expose-gc']);
  const port = (await ask(server, { order: 'serve', credentials })) as number;
  const condition = async (): Promise<Condition> => (await ask(server, { order: 'measure' })) as Condition;
  const visit = async (time: number): Promise<Visits> => {
    const client = start('honest');
    const visits = (await ask(client, { order: 'visit', credentials, port, seconds: time })) as Visits;
    client.kill();
    return visits;
  };
  const attack = async (which: readonly AttackName[], time: number): Promise<Toll> =>
    (await ask(start('attacker'), { order: 'attack', credentials, port, seconds: time, attacks: which })) as Toll;
  try {
    const part = Math.max(2, seconds / 6);
    await visit(part);
    const undisturbed = await visit(part);
    const singles: Single[] = [];
    for (const name of names) singles.push(await single(name));
    const before = await settled();
    const [disturbed, toll, during] = await Promise.all([
      visit(seconds),
      attack(names, seconds),
      sleep(700 * seconds).then(condition),
    ]);
    const after = await settled();
    const again = await visit(part);
    const results: Results = { seconds, undisturbed, singles, before, during, disturbed, toll, after, again };
    writeFileSync(fileURLToPath(new URL('../../../../docs/generated/resistance.md', import.meta.url)), page(results));
    console.log(page(results));
  } finally {
    server.kill();
  }

  /** One attack, and what a peer of it costs: processor time of the server, and memory while all of them are there. */
  async function single(name: AttackName): Promise<Single> {
    const before = await settled();
    const time = Math.max(3, seconds / 10);
    const [toll, during] = await Promise.all([attack([name], time), sleep(900 * time).then(condition)]);
    const after = await settled();
    const { peers, atOnce } = toll[name] as Toll[string];
    const codes = Object.keys(after.failures).filter((code) => after.failures[code] !== before.failures[code]);
    const there = Math.max(1, during.connections - before.connections);
    const memory = Math.max(0, during.memory - before.memory) / there;
    console.log(name, peers, 'peers', codes.join(' '));
    return { name, peers, atOnce, cpu: (after.cpu - before.cpu) / peers, memory, there, codes };
  }

  /** When the peers of the last part are gone. */
  async function settled(): Promise<Condition> {
    for (let tries = 0; tries < 40; tries++) {
      const now = await condition();
      if (now.connections === 0) return now;
      await sleep(500);
    }
    return await condition();
  }
}

const start = (name: string, execArgv: string[] = []): ChildProcess =>
  fork(new URL(`./${name}.js`, import.meta.url), { execArgv });

/** One order, one answer. */
async function ask(child: ChildProcess, order: Order): Promise<unknown> {
  child.send(order);
  const [answer] = (await once(child, 'message')) as [unknown];
  return answer;
}
