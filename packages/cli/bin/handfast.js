#!/usr/bin/env node
/** The `handfast` command: everything is in ../dist, which the build makes. */

import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('handfast: it has not been built yet: run "npm ci" in the repository first.\n');
  process.exitCode = 70;
}
