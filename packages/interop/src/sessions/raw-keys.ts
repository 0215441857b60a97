/** Keys in place of certificates, on both sides, with GnuTLS, which has had them since 3.6.6. RFC 7250 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeProvider } from 'handfast/providers/node';
import { MemoryStore } from 'handfast/session';
import { encodePem, encodePublicKey, pkcs8FromPem } from 'handfast/x509';
import type { Certificates } from '../certificates.ts';
import { run, start } from '../child.ts';
import type { KeyKind } from '../facts.ts';
import { freePort } from '../free-port.ts';
import { ourServer, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

const versions = { 'TLS 1.2': 'TLS1.2', 'TLS 1.3': 'TLS1.3' } as const;
const kinds = ['ecdsa-secp256r1', 'rsa', 'ed25519'] as const;

interface Meeting {
  readonly version: keyof typeof versions;
  /** Of the server's key; the client's is the one of its certificate on P-256. */
  readonly kind: KeyKind;
}

/** Both halves of a key. */
async function pairIn({ key: path }: { readonly key: string }) {
  const key = nodeProvider.importPrivateKey(pkcs8FromPem(await readFile(path, 'latin1')));
  if (key === undefined) throw new Error('the key cannot be used');
  return { key, path, publicKey: encodePublicKey(key.info) };
}

async function pairs({ server, client }: Certificates, { kind }: Meeting) {
  return { server: await pairIn(server[kind]), client: await pairIn(client['ecdsa-secp256r1']) };
}

/** What makes GnuTLS show a key and nothing else. */
async function gnutlsArguments(
  { directory }: Certificates,
  { version }: Meeting,
  { path, publicKey }: Awaited<ReturnType<typeof pairIn>>,
): Promise<string[]> {
  const file = join(directory, 'raw-public-key.pem');
  await writeFile(file, encodePem('PUBLIC KEY', publicKey));
  const priority = `NORMAL:-VERS-ALL:+VERS-${versions[version]}:-CTYPE-ALL:+CTYPE-RAWPK`;
  return [`--rawpkkeyfile=${path}`, `--rawpkfile=${file}`, `--priority=${priority}`];
}

/** It comes twice: the second time it resumes, and is still who it was. */
async function asClient(certificates: Certificates, meeting: Meeting): Promise<string | undefined> {
  const { server: own, client: theirs } = await pairs(certificates, meeting);
  const server = await ourServer(certificates, {
    ca: undefined,
    cert: undefined,
    key: undefined,
    versions: [meeting.version],
    credentials: [{ key: own.key }],
    trustedKeys: [theirs.publicKey],
    clientAuthentication: 'require',
  });
  const shown = await gnutlsArguments(certificates, meeting, theirs);
  const child = start('gnutls-cli', [
    `--port=${server.port}`,
    '--no-ca-verification',
    '--resume',
    ...shown,
    '127.0.0.1',
  ]);
  try {
    await child.waitFor(/resumed session/, 8000);
    child.write('hello\n');
    await child.waitFor(/^hello$/m, 8000);
    child.end();
    await child.exited;
  } finally {
    await child.stop();
    server.stop();
  }
  const seen = await server.visited(2);
  const strange = seen.some(({ info }) => !isKey(info.peer?.publicKey?.der, theirs.publicKey));
  if (strange) return 'the client is somebody else';
  return seen[1]?.info.resumed === true ? undefined : 'nothing was resumed';
}

async function asServer(certificates: Certificates, meeting: Meeting): Promise<string | undefined> {
  const { server: theirs, client: own } = await pairs(certificates, meeting);
  const port = await freePort();
  const shown = await gnutlsArguments(certificates, meeting, theirs);
  const child = start('gnutls-serv', [`--port=${port}`, '--echo', '--require-client-cert', ...shown]);
  try {
    await child.waitFor(/listening on IPv4 .*\.\.\.done/, 10_000);
    const options = {
      port,
      ca: undefined,
      versions: [meeting.version],
      credentials: [{ key: own.key }],
      trustedKeys: [theirs.publicKey],
      sessions: new MemoryStore(),
    };
    for (const resumed of [false, true]) {
      const { info } = await ourVisit(certificates, options);
      if (!isKey(info.peer?.publicKey?.der, theirs.publicKey)) return 'the server is somebody else';
      if (info.resumed !== resumed) return `resumed: ${info.resumed}`;
    }
    return undefined;
  } finally {
    await child.stop();
  }
}

const isKey = (shown: Uint8Array | undefined, expected: Uint8Array): boolean =>
  shown !== undefined && Buffer.compare(shown, expected) === 0;

const meetings = (Object.keys(versions) as (keyof typeof versions)[]).flatMap((version) =>
  kinds.map((kind): Meeting => ({ version, kind })),
);

/** GnuTLS without certificates. */
export const rawKeys: SessionPeer = {
  name: 'gnutls',
  version: async () => /^gnutls-cli (\S+)/m.exec((await run('gnutls-cli', ['--version'])).output)?.[1],
  cases: (certificates) =>
    meetings.flatMap((meeting): SessionCase[] => {
      const variant = `raw public keys, ${meeting.kind}, ${meeting.version}`;
      return [
        { client: 'handfast', server: 'gnutls', variant, attempt: () => asServer(certificates, meeting) },
        { client: 'gnutls', server: 'handfast', variant, attempt: () => asClient(certificates, meeting) },
      ];
    }),
};
