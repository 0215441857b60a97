/** Handshakes, full or resumed, eight at a time: connect, shake hands, close. */

import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { ignoreErrors, type Scenario } from './scenario.ts';

export const handshakes: Scenario = {
  title: 'full handshakes',
  unit: '/s',
  serve(socket) {
    ignoreErrors(socket);
    socket.on('end', () => socket.end());
    socket.resume();
  },
  async drive(connect, seconds) {
    const end = performance.now() + seconds * 1000;
    const start = performance.now();
    let count = 0;
    const worker = async (): Promise<void> => {
      while (performance.now() < end) {
        await handshake(connect);
        count++;
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return (count / (performance.now() - start)) * 1000;
  },
};

/** The same with sessions: all but the first few connections resume one by its ticket, with a fresh key exchange. */
export const resumed: Scenario = { ...handshakes, title: 'resumed handshakes', resumes: true };

async function handshake(connect: () => Promise<Duplex>): Promise<void> {
  const socket = await connect();
  socket.resume();
  socket.end();
  await once(socket, 'close');
}
