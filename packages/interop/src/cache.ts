/** Where peers that must be built are kept between runs: outside the repository. */

import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The cache folder of one peer, made if need be; HANDFAST_CACHE moves the cache elsewhere. */
export async function cacheFolder(peer: string): Promise<string> {
  const base =
    process.env['HANDFAST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'handfast');
  const folder = join(base, 'interop', peer);
  await mkdir(folder, { recursive: true });
  return folder;
}
