/** Handshakes and megabytes for each second of the processor's time, once the runtime has compiled what is used. */

import { cpuClock } from './cpu-clock.ts';
import type { Joined, Subject } from './subject.ts';

/** In seconds of the processor's time. */
export interface Spans {
  readonly warm: number;
  readonly measured: number;
}

const payload = Buffer.alloc(1200, 0x5a);

/** Full handshakes, one after the other. Some libraries lose one in a hundred: those do not count. */
export async function handshakeRate({ join }: Subject, { warm, measured }: Spans): Promise<number> {
  let failures = 0;
  const once = async (): Promise<number> => {
    try {
      await (await join()).close();
      return 1;
    } catch (error) {
      if (++failures > mostFailures) throw error;
      return 0;
    }
  };
  const many = async (seconds: number): Promise<number> => {
    const spent = cpuClock();
    let count = 0;
    while (spent() < seconds) count += await once();
    return count / spent();
  };
  await many(warm);
  return await many(measured);
}

/** Megabytes that arrive, in datagrams of 1,200 bytes. */
export async function dataRate({ join }: Subject, spans: Spans): Promise<number> {
  const joined = await join();
  const rate = await pour(joined, spans);
  await joined.close();
  return rate;
}

/** The same of anything that carries datagrams. After a handful it waits until they have come, or nothing comes. */
export async function pour({ send, received }: Pick<Joined, 'send' | 'received'>, spans: Spans): Promise<number> {
  const many = async (seconds: number): Promise<number> => {
    const [spent, before] = [cpuClock(), received()];
    while (spent() < seconds) {
      const target = received() + 32 * payload.length;
      for (let i = 0; i < 32; i++) send(payload);
      for (let turns = 0; received() < target && turns < 16; turns++) await new Promise((turn) => setImmediate(turn));
    }
    return (received() - before) / 1e6 / spent();
  };
  await many(spans.warm);
  return await many(spans.measured);
}

const mostFailures = 20;
