/** Headless Chromium loads the page from `handfast serve`: with the development root in its certificate store, not without. */

import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../child.ts';
import { openWitness } from '../witness.ts';
import type { PageCase, PageContext, PagePeer } from './page-peer.ts';
import { pageText } from './page-peer.ts';

/** The browser as a peer; certutil, which writes its certificate store, belongs to it. */
export const chromium: PagePeer = {
  name: 'chromium',
  version: async () => {
    command ??= await find();
    return command?.version;
  },
  cases: (context) => [trusting(context), classic(context), refusing(context)],
};

interface Command {
  readonly path: string;
  readonly version: string;
}

let command: Command | undefined;
const paths = ['chromium', 'chromium-browser', 'google-chrome'];
const loadDeadline = 60_000;
/** From this version on the browser prefers X25519MLKEM768. */
const firstHybridVersion = 131;

async function find(): Promise<Command | undefined> {
  if ((await run('certutil', ['-H'])).code === 127) return undefined;
  for (const path of paths) {
    const { output } = await run(path, ['--version', '--no-sandbox']);
    const version = /(?:Chromium|Chrome) (\d\S+)/.exec(output)?.[1];
    if (version !== undefined) return { path, version };
  }
  return undefined;
}

function trusting(context: PageContext): PageCase {
  return pageCase('own defaults', async () => {
    const { ca, port } = await context.served();
    const { page, group } = await load(context, 'trusting', [ca], port);
    if (!page.includes(pageText)) return `not the page: ${page}`;
    const hybrid = Number.parseInt(command?.version ?? '', 10) >= firstHybridVersion;
    return !hybrid || group === 'X25519MLKEM768' ? undefined : `negotiated ${group}, not X25519MLKEM768`;
  });
}

/** It has no switch for this, but a server has. */
function classic(context: PageContext): PageCase {
  return pageCase('TLS 1.2', async () => {
    const { ca, port } = await context.served(['--max', '1.2']);
    const { page, version } = await load(context, 'classic', [ca], port);
    if (!page.includes(pageText)) return `not the page: ${page}`;
    return version === 'TLS 1.2' ? undefined : `${version} was agreed on`;
  });
}

function refusing(context: PageContext): PageCase {
  return pageCase('unknown root', async () => {
    const { port } = await context.served();
    const { page } = await load(context, 'strange', [], port);
    return page.includes(pageText) ? 'the page was loaded' : undefined;
  });
}

function pageCase(variant: string, attempt: PageCase['attempt']): PageCase {
  return { client: 'chromium', server: 'handfast', variant, attempt };
}

async function load(context: PageContext, name: string, roots: readonly string[], port: number) {
  // A new one each time: certutil asks for the password of a database that is there.
  const home = await mkdtemp(join(context.directory, `${name} `));
  await trustRoots(home, roots);
  // A browser opens connections as it likes; the first one is looked at.
  const witness = await openWitness(port, 32);
  try {
    const page = await dump(home, witness.port);
    const { group, version } = witness.seen;
    return { page, group, version };
  } finally {
    witness.stop();
  }
}

/** A home folder whose NSS database, which Chromium reads, trusts these roots for servers. */
export async function trustRoots(home: string, roots: readonly string[]): Promise<void> {
  const database = join(home, '.pki', 'nssdb');
  await mkdir(database, { recursive: true });
  const steps = [['-N', '--empty-password'], ...roots.map((root) => ['-A', '-n', 'handfast', '-t', 'C,,', '-i', root])];
  for (const step of steps) {
    const { code, output } = await run('certutil', ['-d', `sql:${database}`, ...step]);
    if (code !== 0) throw new Error(`certutil: ${output}`);
  }
}

/** What a page is after it was loaded from this port by the browser with this home folder. */
export async function dump(home: string, port: number): Promise<string> {
  const { output } = await run(
    command?.path ?? 'chromium',
    [
      ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      [`--user-data-dir=${join(home, 'profile')}`, '--dump-dom', `https://localhost:${port}/`],
    ].flat(),
    { environment: { HOME: home, XDG_DATA_HOME: '', XDG_CONFIG_HOME: '' }, milliseconds: loadDeadline },
  );
  return output;
}
