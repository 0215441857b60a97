/** Go's crypto/tls comes back to us, and we to it, in the program of peers/go-sessions. It has tickets and no early data. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import type { Certificates } from '../certificates.ts';
import { run, start } from '../child.ts';
import { impossible } from './impossible.ts';
import { ourServer, ourThreeVisits } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

const source = fileURLToPath(new URL('../../peers/go-sessions', import.meta.url));
let executable = '';

export const go: SessionPeer = {
  name: 'go',
  async version() {
    const version = /go version go(\S+)/.exec((await run('go', ['version'])).output)?.[1];
    if (version === undefined) return undefined;
    executable = join(await cacheFolder('go-sessions'), 'sessions');
    const { code, output } = await run('go', ['build', '-o', executable, '.'], {
      directory: source,
      environment: { GOTOOLCHAIN: 'local' },
      milliseconds: 120_000,
    });
    if (code !== 0) throw new Error(`go build failed: ${output}`);
    return version;
  },
  cases: (certificates) => [
    ...versions.map((version) => asClient(certificates, version)),
    asServer(certificates),
    ...impossible('go', 'early data', 'Go has early data for QUIC alone'),
    ...impossible('go', 'certificate after the handshake', 'Go has no authentication after the handshake'),
    ...impossible('go', 'certificate packed', 'Go packs no certificates'),
    ...impossible('go', 'key from outside', 'Go has no external keys'),
  ],
};

const versions = ['TLS 1.3', 'TLS 1.2'] as const;

function asClient(certificates: Certificates, version: (typeof versions)[number]): SessionCase {
  return {
    client: 'go',
    server: 'handfast',
    variant: `ticket of ${version}`,
    async attempt() {
      const server = await ourServer(certificates, { versions: [version] });
      const { output } = await run(executable, ['client', String(server.port), certificates.root]);
      server.stop();
      return output === 'resumed false\nresumed true\nresumed true\n' ? undefined : output;
    },
  };
}

function asServer(certificates: Certificates): SessionCase {
  return {
    client: 'handfast',
    server: 'go',
    variant: 'ticket',
    async attempt() {
      const { bundle, key } = certificates.server['ecdsa-secp256r1'];
      const child = start(executable, ['server', bundle, key]);
      try {
        const port = Number(/listening (\d+)/.exec(await child.waitFor(/listening \d+/, 10_000))?.[1]);
        return (await ourThreeVisits(certificates, { port })).problem;
      } finally {
        await child.stop();
      }
    },
  };
}
