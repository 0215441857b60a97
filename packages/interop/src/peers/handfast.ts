/** Our own side, through the public Node adapter, in a process of its own: a program that hangs can be stopped. */

import { fileURLToPath } from 'node:url';
import { groupNames, keyKinds, suiteNames } from '../facts.ts';
import type { Peer } from '../peer.ts';
import { sameKindDecoy } from './decoy.ts';
import { program } from './program.ts';

const script = fileURLToPath(new URL('../programs/handfast.js', import.meta.url));
const child = program({ command: process.execPath, args: [script] });

/** handfast/node as a peer. */
export const handfast: Peer = {
  name: 'handfast',
  prepare: async () => ({ version: 'this tree', groups: groupNames, suites: suiteNames, keys: keyKinds }),
  listen: child.listen,
  connect: child.connect,
  decoy: sameKindDecoy,
  close: child.close,
};
