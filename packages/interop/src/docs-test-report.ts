/** What a run of the test suite says: which tests passed, in vitest's JSON report. */

import { isAbsolute, relative } from 'node:path';

/** One test that ran. */
export interface TestOutcome {
  /** Path of the test file from the root of the repository. */
  readonly file: string;
  /** The titles of its groups and its own. */
  readonly title: string;
  readonly status: string;
}

/** Reads a report. Throws `TypeError` when it does not have the form of one. */
export function readTestReport(json: string, root: string): TestOutcome[] {
  const report: unknown = JSON.parse(json);
  return list(report, 'testResults').flatMap((file) => {
    const path = text(file, 'name');
    const from = (isAbsolute(path) ? relative(root, path) : path).replaceAll('\\', '/');
    return list(file, 'assertionResults').map((test) => ({
      file: from,
      title: text(test, 'fullName').trim(),
      status: text(test, 'status'),
    }));
  });
}

function list(value: unknown, name: string): unknown[] {
  const found = property(value, name);
  if (!Array.isArray(found)) throw new TypeError(`the test report has no list ${name}`);
  return found;
}

function text(value: unknown, name: string): string {
  const found = property(value, name);
  if (typeof found !== 'string') throw new TypeError(`the test report has no text ${name}`);
  return found;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
