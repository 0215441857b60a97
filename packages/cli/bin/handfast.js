#!/usr/bin/env node
/** The `handfast` command: the bundle, or what the compiler made when the bundle is older than that. */

import { statSync } from 'node:fs';

const bundle = new URL('../bundle/main.js', import.meta.url);
const compiled = new URL('../dist/main.js', import.meta.url);
// Only a working copy of the repository has these.
const records = ['../dist/.tsbuildinfo', '../../handfast/dist/.tsbuildinfo'].map(
  (path) => new URL(path, import.meta.url),
);

const age = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const main = age(bundle) > Math.max(...records.map(age)) ? bundle : compiled;
if (age(main) > 0) {
  await import(main.href);
} else {
  process.stderr.write('handfast: it has not been built yet: run "npm ci" in the repository first.\n');
  process.exitCode = 70;
}
