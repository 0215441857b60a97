/** Node's own tls module, in a process of its own. */

import { fileURLToPath } from 'node:url';
import { classicSuiteNames, groupNames, keyKinds, oldGroupNames, suiteNames } from '../facts.ts';
import type { Abilities, Peer } from '../peer.ts';
import { sameKindDecoy } from './decoy.ts';
import { opensslLegacySuites } from './openssl.ts';
import { program } from './program.ts';

const script = fileURLToPath(new URL('../programs/node-tls.js', import.meta.url));
const child = program({ command: process.execPath, args: ['--openssl-legacy-provider', script] });

/** node:tls of the Node that runs the matrix, as a peer. */
export const nodeTls: Peer = {
  name: 'node',
  prepare: async () => abilities(),
  listen: child.listen,
  connect: child.connect,
  decoy: sameKindDecoy,
  close: child.close,
};

function abilities(): Abilities {
  const [major = 0, minor = 0] = process.versions.openssl.split('.').map(Number);
  const hybrid = major > 3 || (major === 3 && minor >= 5);
  return {
    version: `${process.version} (OpenSSL ${process.versions.openssl})`,
    groups: hybrid ? groupNames : oldGroupNames,
    suites: suiteNames,
    classicSuites: classicSuiteNames,
    legacy: {
      versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
      suites: [...opensslLegacySuites, 'TLS_RSA_WITH_IDEA_CBC_SHA'],
    },
    keys: keyKinds,
    renegotiation: { begins: ['client', 'server'], follows: ['client', 'server'] },
    stapling: ['client', 'server'],
  };
}
