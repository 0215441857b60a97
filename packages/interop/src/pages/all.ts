/** Every page case: browsers and tools that load from `handfast serve`, servers that `handfast connect` loads from. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from '../certificates.ts';
import type { Progress } from '../progress.ts';
import type { Named, Result } from '../run-case.ts';
import { outliving, within } from '../scope.ts';
import { chromium } from './chromium.ts';
import { curl } from './curl.ts';
import { type ServedFolder, serveFolder } from './handfast-command.ts';
import { nginx } from './nginx.ts';
import { nss } from './nss.ts';
import { type PageCase, type PageContext, type PagePeer, pageText } from './page-peer.ts';

/** A new one is one file and one line here. */
export const pagePeers: readonly PagePeer[] = [curl, chromium, nginx, nss];

export interface PageOptions {
  readonly peers: readonly PagePeer[];
  readonly certificates: Certificates;
  /** Whether a case is to be tried. */
  readonly wanted: (named: Named) => boolean;
  readonly progress: Progress;
}

/** Runs the page cases of the peers that are here, one after the other. */
export async function runPages({ peers, certificates, wanted, progress }: PageOptions): Promise<Result[]> {
  const results: Result[] = [];
  const serving = new Map<string, Promise<ServedFolder>>();
  const context = await prepare(certificates, (site, state, flags) => {
    const key = flags.join(' ');
    const found = serving.get(key) ?? outliving(() => serveFolder(site, state, flags));
    serving.set(key, found);
    // Who did not come up may do so for the next.
    found.catch(() => serving.delete(key));
    return found;
  });
  try {
    for (const peer of peers) {
      const version = await peer.version();
      progress.peer({ name: peer.name, ...(version === undefined ? { missing: 'not found' } : { version }) });
      const cases = version === undefined ? [] : peer.cases(context);
      for (const one of cases.filter((one) => wanted({ ...one, topic }))) {
        const result: Result = 'reason' in one ? { ...one, topic, status: 'skipped' } : await runPageCase(one);
        results.push(result);
        progress.result(result);
      }
    }
  } finally {
    await Promise.allSettled([...serving.values()].map(async (one) => (await one).child.stop()));
  }
  return results;
}

async function prepare(
  certificates: Certificates,
  serve: (site: string, state: string, flags: readonly string[]) => Promise<ServedFolder>,
): Promise<PageContext> {
  const directory = join(certificates.directory, 'pages');
  const site = join(certificates.directory, 'site');
  await mkdir(directory);
  await mkdir(site);
  await writeFile(join(site, 'index.html'), `<!doctype html><title>page</title><p>${pageText}</p>\n`);
  return { directory, site, certificates, served: (flags = []) => serve(site, directory, flags) };
}

async function runPageCase({ client, server, variant, attempt }: PageCase): Promise<Result> {
  const begin = performance.now();
  const reason = await within(deadline, attempt).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const result = { client, server, topic, variant, seconds: Math.round(performance.now() - begin) / 1000 };
  if (reason === undefined) return { ...result, status: 'ok' };
  return { ...result, status: 'failed', reason: reason.replace(/\s+/g, ' ').slice(0, 500) };
}

const topic = 'page';

/** Browsers take their time. */
const deadline = 120_000;
