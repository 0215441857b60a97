/** One KiB there and back, one at a time. */

import { ignoreErrors, type Scenario } from './scenario.ts';

const message = Buffer.alloc(1024, 0x5a);

export const pingPong: Scenario = {
  title: '1 KiB ping-pong',
  unit: '/s',
  serve(socket) {
    ignoreErrors(socket);
    socket.on('data', (data: Buffer) => socket.write(data));
  },
  async drive(connect, seconds) {
    const socket = await connect();
    const start = performance.now();
    const end = start + seconds * 1000;
    let count = 0;
    await new Promise<void>((resolve, reject) => {
      let missing = message.length;
      socket.on('error', reject);
      socket.on('data', (data: Buffer) => {
        missing -= data.length;
        if (missing > 0) return;
        count++;
        missing = message.length;
        if (performance.now() < end) socket.write(message);
        else resolve();
      });
      socket.write(message);
    });
    const rate = (count / (performance.now() - start)) * 1000;
    socket.destroy();
    return rate;
  },
};
