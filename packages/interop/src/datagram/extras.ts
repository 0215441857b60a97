/** What OpenSSL and GnuTLS can do with us up to DTLS 1.2 beside talking: come back, show who the client is, share a key. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionInfo } from 'handfast';
import { compose } from 'handfast/crypto';
import { legacy } from 'handfast/legacy';
import type { connectDatagram, createDatagramServer } from 'handfast/node';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import { MemoryStore } from 'handfast/session';
import type { Certificates } from '../certificates.ts';

/** What differs from a conversation in which nothing is asked for. */
export interface Extra {
  readonly variant: string;
  /** Options of ours, new ones each time; files that they need are written first. */
  readonly ours: (certificates: Certificates) => Promise<{
    readonly client?: Partial<Parameters<typeof connectDatagram>[0]>;
    readonly server?: Partial<Parameters<typeof createDatagramServer>[0]>;
  }>;
  /** Arguments of theirs, by name and role; on a second visit (1) there may be others. */
  readonly theirs: (certificates: Certificates, visit: 0 | 1) => Readonly<Record<string, Arguments>>;
  /** How often a client comes; of GnuTLS one process comes twice. */
  readonly visits: (peer: string) => 1 | 2;
  /** What is wrong with what was agreed on, if anything is. */
  readonly fault: (infos: readonly ConnectionInfo[]) => string | undefined;
}

interface Arguments {
  readonly client: readonly string[];
  readonly server: readonly string[];
}

const once = (): 1 => 1;

function resumed(variant: string, tickets: boolean): Extra {
  const own = tickets ? [] : ['-no_ticket'];
  const priority = `--priority=NORMAL:-VERS-ALL:+VERS-DTLS1.2${tickets ? '' : ':%NO_TICKETS'}`;
  return {
    variant,
    ours: async () => ({
      client: { sessions: new MemoryStore() },
      server: tickets ? {} : { tickets: false, sessionCache: new MemoryStore() },
    }),
    theirs({ directory }, visit) {
      const session = [visit === 0 ? '-sess_out' : '-sess_in', join(directory, `datagram ${variant}`)];
      return {
        openssl: { client: [...own, ...session], server: own },
        gnutls: { client: ['--resume', priority], server: tickets ? [] : ['--noticket'] },
      };
    },
    visits: (peer) => (peer === 'gnutls' ? 1 : 2),
    fault(infos) {
      const said = infos.map((info) => info.resumed).join();
      return said === 'false,true' ? undefined : `resumed: ${said}`;
    },
  };
}

const clientCertificate: Extra = {
  variant: 'certificate of the client',
  async ours({ root, client }) {
    const { bundle, key } = client['ecdsa-secp256r1'];
    return {
      client: { cert: await readFile(bundle, 'latin1'), key: await readFile(key, 'latin1') },
      server: { clientAuthentication: 'require', ca: await readFile(root, 'latin1') },
    };
  },
  theirs({ root, client }) {
    const { certificate, chain, bundle, key } = client['ecdsa-secp256r1'];
    return {
      openssl: {
        client: ['-cert', certificate, '-cert_chain', chain, '-key', key],
        server: ['-Verify', '2', '-verify_return_error', '-CAfile', root],
      },
      gnutls: {
        client: ['--x509certfile', bundle, '--x509keyfile', key],
        server: ['--require-client-cert', '--verify-client-cert', '--x509cafile', root],
      },
    };
  },
  visits: once,
  fault: ([info]) => (info?.peer === undefined ? 'nobody was shown' : undefined),
};

const suite = 'TLS_PSK_WITH_AES_128_GCM_SHA256';
const keyFile = (directory: string): string => join(directory, 'datagram-keys');
const [identity, key] = ['somebody', '000102030405060708090a0b0c0d0e0f'];

const sharedKey: Extra = {
  variant: 'shared key',
  async ours({ directory }) {
    await writeFile(keyFile(directory), `${identity}:${key}\n`);
    const both = {
      cipherSuites: [],
      crypto: compose(nodeProvider, legacyProvider),
      legacy: legacy({ cipherSuites: [suite] }),
      psks: [{ identity, key: Buffer.from(key, 'hex') }],
    };
    return { client: both, server: both };
  },
  theirs({ directory }) {
    const openssl = ['-psk', key, '-psk_identity', identity, '-cipher', 'PSK-AES128-GCM-SHA256'];
    const gnutls = ['--priority=NORMAL:-VERS-ALL:+VERS-DTLS1.2:-KX-ALL:+PSK:-CIPHER-ALL:+AES-128-GCM'];
    return {
      openssl: { client: openssl, server: openssl },
      gnutls: {
        client: [...gnutls, `--pskusername=${identity}`, `--pskkey=${key}`],
        server: [...gnutls, `--pskpasswd=${keyFile(directory)}`],
      },
    };
  },
  visits: once,
  fault: ([info]) => (info?.cipherSuite === suite ? undefined : `${info?.cipherSuite} was agreed on`),
};

/** Each of them. */
export const extras: readonly Extra[] = [
  resumed('ticket', true),
  resumed('session ID', false),
  clientCertificate,
  sharedKey,
];
