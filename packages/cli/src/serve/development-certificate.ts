/** Certificates made on the spot, and the files with what others need of them. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeProvider } from 'handfast/providers/node';
import { createDevelopmentCa, type DevelopmentCa, encodePem, type IssuedLeaf } from 'handfast/x509';

/** An authority that lives as long as this process; only its root is written to a file. */
export interface DevelopmentFiles {
  readonly ca: DevelopmentCa;
  /** The root in PEM. */
  readonly rootPath: string;
  /** Writes a chain and its key, readable for the owner only, and says where. */
  write(name: string, leaf: IssuedLeaf): { readonly cert: string; readonly key: string };
  /** Removes the files: nobody can use them once the server is gone. */
  remove(): void;
}

/** A new authority with its root in a fresh folder. */
export async function createDevelopmentFiles(now: number): Promise<DevelopmentFiles> {
  const ca = await createDevelopmentCa(nodeProvider, { now });
  const folder = mkdtempSync(join(tmpdir(), 'handfast-serve-'));
  const rootPath = join(folder, 'root.pem');
  writeFileSync(rootPath, encodePem('CERTIFICATE', ca.certificate));
  return {
    ca,
    rootPath,
    write(name, { chain, pkcs8 }) {
      const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
      writeFileSync(files.cert, chain.map((der) => encodePem('CERTIFICATE', der)).join(''));
      writeFileSync(files.key, encodePem('PRIVATE KEY', pkcs8), { mode: 0o600 });
      return files;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The names under which a server that listens on this address can be reached. */
export function reachableNames(host: string, more: readonly string[]): readonly string[] {
  const local = ['localhost', '127.0.0.1', '::1'];
  return [...new Set([...more, ...local, ...(isWildcard(host) ? everyName() : [host])])];
}

/** Whether an address stands for all of this machine's. */
export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

function everyName(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  // A link-local address needs a zone, which no certificate has.
  const usable = addresses.filter(({ address }) => !address.startsWith('fe80:')).map(({ address }) => address);
  return [hostname().toLowerCase(), ...usable];
}
