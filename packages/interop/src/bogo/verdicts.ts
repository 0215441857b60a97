/** The runner's results in the light of what we lack and of what we decline. */

import { declined, type Exception, missing } from './exceptions.ts';
import type { TestResult } from './runner.ts';

export interface Judged {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'unimplemented' | 'disabled';
  /** Whether the runner saw it pass, whatever we say about it. */
  readonly passed: boolean;
  readonly error: string;
  /** Why it is unimplemented or disabled, where a list says so. */
  readonly reason: string | undefined;
}

/** What each result counts as. */
export const judge = (results: readonly TestResult[]): readonly Judged[] => results.map(judgeOne);

function judgeOne({ name, status, error }: TestResult): Judged {
  const passed = status === 'passed';
  const refused = reasonFor(declined, name);
  if (refused !== undefined) return { name, status: 'disabled', passed, error, reason: refused };
  const lack = passed ? undefined : reasonFor(missing, name);
  if (lack !== undefined) return { name, status: 'unimplemented', passed, error, reason: lack };
  return { name, status, passed, error, reason: undefined };
}

const reasonFor = (list: readonly Exception[], name: string): string | undefined =>
  list.find(({ tests }) => tests.some((pattern) => matches(pattern, name)))?.reason;

/** `*` stands for any characters. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
