/** The databases of NSS: Chromium's on Linux, and one for each profile of Firefox. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './programs.ts';
import type { TrustRequest, TrustStep } from './step.ts';

/** Nothing where there is no database. */
export function nssSteps({ path, nickname, remove, home, searchPath }: TrustRequest): readonly TrustStep[] {
  const certutil = findProgram('certutil', searchPath);
  return databases(home).map((folder) => {
    const on = ['-d', `sql:${folder}`, '-n', nickname];
    return {
      store: 'nss',
      place: folder,
      // C: a CA for servers, and for nothing else.
      command: [certutil ?? 'certutil', ...(remove ? ['-D', ...on] : ['-A', ...on, '-t', 'C,,', '-i', path])],
      obstacle: certutil === undefined ? 'certutil is not there: install libnss3-tools (or nss-tools)' : undefined,
    };
  });
}

function databases(home: string): readonly string[] {
  const profiles = ['.mozilla/firefox', 'snap/firefox/common/.mozilla/firefox'].flatMap((folder) =>
    subfolders(join(home, folder)),
  );
  return [join(home, '.pki/nssdb'), ...profiles].filter((folder) => existsSync(join(folder, 'cert9.db')));
}

function subfolders(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(folder, name)).toSorted();
}
