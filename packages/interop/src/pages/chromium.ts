/** Headless Chromium loads the page from `handfast serve`: with the development root in its certificate store, not without. */

import { mkdir } from 'node:fs/promises';
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
  cases: (context) => [trusting(context), refusing(context)],
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
    const { ca } = await context.served();
    const { page, group } = await load(context, 'trusting', [ca]);
    if (!page.includes(pageText)) return `not the page: ${page}`;
    const hybrid = Number.parseInt(command?.version ?? '', 10) >= firstHybridVersion;
    return !hybrid || group === 'X25519MLKEM768' ? undefined : `negotiated ${group}, not X25519MLKEM768`;
  });
}

function refusing(context: PageContext): PageCase {
  return pageCase('unknown root', async () => {
    const { page } = await load(context, 'strange', []);
    return page.includes(pageText) ? 'the page was loaded' : undefined;
  });
}

function pageCase(variant: string, attempt: PageCase['attempt']): PageCase {
  return { client: 'chromium', server: 'handfast', variant, attempt };
}

async function load(context: PageContext, name: string, roots: readonly string[]) {
  const home = join(context.directory, name);
  await trustRoots(home, roots);
  const { port } = await context.served();
  // A browser opens connections as it likes; the first one is looked at.
  const witness = await openWitness(port, 32);
  try {
    return { page: await dump(home, witness.port), group: witness.seen.group };
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
