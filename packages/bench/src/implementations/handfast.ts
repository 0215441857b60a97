/** Handfast itself. */

import { once } from 'node:events';
import { connectConfig, connectWith, createServer } from 'handfast/node';
import { MemoryStore } from 'handfast/session';
import { type Implementation, listening } from './implementation.ts';

export const handfast: Implementation = {
  listen: ({ cert, key, group }, serve) => listening(createServer({ cert, key, groups: [group] }, serve)),
  connector({ ca, group }, port, resumes) {
    const sessions = resumes ? new MemoryStore({ perKey: 64 }) : undefined;
    const config = connectConfig({ ca, groups: [group], sessions });
    return async () => {
      const socket = connectWith(config, { host: '127.0.0.1', port, serverName: 'localhost' });
      await once(socket, 'secureConnect');
      return socket;
    };
  },
};
