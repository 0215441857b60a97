/** Handshakes and megabytes for each second of the processor's time. */

import { cpuClock } from './cpu-clock.ts';
import type { Joined, Subject } from './subject.ts';

const payload = Buffer.alloc(1200, 0x5a);

/** Full handshakes, one after the other. Some libraries lose one in a hundred: those do not count. */
export async function handshakeRate(subject: Subject, seconds: number): Promise<number> {
  if (subject.handshakeRate !== undefined) return await subject.handshakeRate();
  const { join, elsewhere } = subject;
  const spent = cpuClock(elsewhere);
  let failures = 0;
  let count = 0;
  while (spent() < seconds) {
    try {
      await (await join()).close();
      count++;
    } catch (error) {
      if (++failures > mostFailures) throw error;
    }
  }
  return count / spent();
}

/** Megabytes that arrive, in datagrams of 1,200 bytes. After a handful it waits until they have come, or nothing comes. */
export async function dataRate({ join, elsewhere, onlyHandshakes }: Subject, seconds: number): Promise<number> {
  if (onlyHandshakes) return Number.NaN;
  const joined = await join();
  const rate = await pour(joined, cpuClock(elsewhere), seconds);
  await joined.close();
  return rate;
}

async function pour({ send, received }: Joined, spent: () => number, seconds: number): Promise<number> {
  const before = received();
  while (spent() < seconds) {
    const target = received() + 32 * payload.length;
    for (let i = 0; i < 32; i++) send(payload);
    for (let turns = 0; received() < target && turns < 16; turns++) await new Promise((turn) => setImmediate(turn));
  }
  return (received() - before) / 1e6 / spent();
}

const mostFailures = 20;
