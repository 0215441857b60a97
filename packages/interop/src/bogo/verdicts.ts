/** The runner's results in the light of what we lack and of what we decline. */

import { declined, type Exception, missing } from './exceptions.ts';
import type { TestResult } from './runner.ts';

export interface Judged {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'unimplemented' | 'disabled';
  readonly error: string;
  /** Why it is unimplemented or disabled, where a list says so. */
  readonly reason: string | undefined;
}

/** What each result counts as. */
export const judge = (results: readonly TestResult[]): readonly Judged[] => results.map(judgeOne);

/** Lists explain failures only: what passes counts as passed, and what was not understood was not tried. */
function judgeOne({ name, status, error }: TestResult): Judged {
  if (status !== 'failed') return { name, status, error, reason: undefined };
  const lack = reasonFor(missing, name);
  if (lack !== undefined) return { name, status: 'unimplemented', error, reason: lack };
  const reason = reasonFor(declined, name);
  return { name, status: reason === undefined ? 'failed' : 'disabled', error, reason };
}

const reasonFor = (list: readonly Exception[], name: string): string | undefined =>
  list.find(({ tests }) => tests.some((pattern) => matches(pattern, name)))?.reason;

/** `*` stands for any characters. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
