/** Which program this is. */

import { readFileSync } from 'node:fs';

/** Name and version as they stand in documents. */
export function toolInfo(): { readonly name: string; readonly version: string } {
  return { name: 'handfast', version: version() };
}

/** The version of this package. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const value = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  return String(value);
}
