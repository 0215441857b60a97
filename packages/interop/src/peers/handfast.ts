/** Our own side, through the public Node adapter, in a process of its own: a program that hangs can be stopped. */

import { fileURLToPath } from 'node:url';
import { run } from '../child.ts';
import { classicSuiteNames, groupNames, keyKinds, legacySuiteNames, suiteNames } from '../facts.ts';
import { roles } from '../pair.ts';
import { type Abilities, legacyExtras, type Missing, type Peer, settings } from '../peer.ts';
import { sameKindDecoy } from './decoy.ts';
import { program } from './program.ts';

const script = fileURLToPath(new URL('../programs/handfast.js', import.meta.url));
const child = program({ command: process.execPath, args: [script] });

/** handfast/node as a peer. */
export const handfast: Peer = {
  name: 'handfast',
  prepare,
  listen: child.listen,
  connect: child.connect,
  decoy: sameKindDecoy,
  close: child.close,
};

/** The program ends at once when its input does: if it does not even start, no case needs to be tried. */
async function prepare(): Promise<Abilities | Missing> {
  const { code, output } = await run(process.execPath, [script]);
  if (code !== 0) return { missing: `the library does not load: ${output}` };
  return {
    version: 'this tree',
    groups: groupNames,
    suites: suiteNames,
    classicSuites: classicSuiteNames,
    legacy: {
      versions: ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
      suites: legacySuiteNames,
      extras: legacyExtras,
      lacks: () => undefined,
    },
    keys: keyKinds,
    hidesHello: roles,
    cookie: 'asked',
    keyUpdate: ['client', 'server'],
    renegotiation: { begins: roles, follows: roles },
    stapling: roles,
    settings: { client: settings, server: settings.filter((setting) => setting !== 'grease') },
  };
}
