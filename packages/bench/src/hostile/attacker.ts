/** Plays attacks at their rates, all at once, and stops at the end of its time. */

import { type Attack, type AttackName, attacks, type Scene, sceneOf } from './attacks.ts';
import type { Order, Toll } from './messages.ts';

/** Of each attack: half-open connections are as many as the server is to bear, others are fewer. */
const mostAtOnce: Readonly<Partial<Record<AttackName, number>>> = { halfOpen: 10_000 };
const usualMost = 400;
/** In milliseconds. */
const step = 50;

process.on('message', (order: Order) => {
  if (order.order === 'attack') void attack(order).then((toll) => process.send?.(toll, () => process.exit()));
});

async function attack({
  credentials,
  port,
  seconds,
  attacks: names,
}: Order & { readonly order: 'attack' }): Promise<Toll> {
  const scene = sceneOf(credentials, port);
  const end = performance.now() + 1000 * seconds;
  const tolls = names.map(
    (name) =>
      [name, play(attacks[name], scene, rateOf(name, names.length === 1), end, mostAtOnce[name] ?? usualMost)] as const,
  );
  const toll: Record<string, { peers: number; atOnce: number }> = {};
  for (const [name, played] of tolls) toll[name] = await played;
  return toll;
}

/** One alone is played more often, so that there are enough of them to measure. */
const rateOf = (name: AttackName, isAlone: boolean): number =>
  isAlone ? Math.max(5, 5 * attacks[name].rate) : attacks[name].rate;

/** So many new peers at each step, as long as there are not too many at once. */
async function play(
  { begin }: Attack,
  scene: Scene,
  rate: number,
  end: number,
  most: number,
): Promise<{ readonly peers: number; readonly atOnce: number }> {
  let [peers, now, atOnce, due] = [0, 0, 0, 0];
  while (performance.now() < end) {
    due = Math.min(due + (rate * step) / 1000, Math.max(1, rate));
    for (; due >= 1 && now < most; due--) {
      peers++;
      now++;
      void begin(scene).then(() => now--);
    }
    atOnce = Math.max(atOnce, now);
    await new Promise((resolve) => setTimeout(resolve, step));
  }
  return { peers, atOnce };
}
