/** How much work one verification may cost, whatever the peer sends. */

import { ProtocolError } from '../../base/errors.ts';

export interface PathBudget {
  /** Signature checks. Go and rustls-webpki stop at 100 as well; the longest honest path needs about ten. */
  readonly signatures: number;
  /** Names compared with name constraints. rustls-webpki and Go stop at 250,000 as well (CVE-2018-16875). */
  readonly nameComparisons: number;
  /** Certificates tried as an issuer, each at one place of one path: bounds the walk through cross-signed CAs. */
  readonly candidates: number;
  /** Paths that reach an anchor and are validated: bounds names and policies where signatures are known already. */
  readonly paths: number;
  /** Certificates in one path, the root not counted. Chains of the public web have at most four. */
  readonly pathLength: number;
}

export const defaultBudget: PathBudget = {
  signatures: 100,
  nameComparisons: 250_000,
  candidates: 5_000,
  paths: 200,
  pathLength: 20,
};

/** What remains of a budget during one verification. */
export class BudgetMeter {
  readonly limits: PathBudget;
  readonly #spent = { signatures: 0, nameComparisons: 0, candidates: 0, paths: 0 };

  constructor(limits: PathBudget) {
    this.limits = limits;
  }

  get spent(): Readonly<Record<Expense, number>> {
    return this.#spent;
  }

  /** Throws `path_budget_exceeded` when nothing is left. */
  spend(what: Expense, amount = 1): void {
    this.#spent[what] += amount;
    if (this.#spent[what] <= this.limits[what]) return;
    throw new ProtocolError('path_budget_exceeded', { why: `more than ${this.limits[what]} ${names[what]}` });
  }
}

export type Expense = 'signatures' | 'nameComparisons' | 'candidates' | 'paths';

const names: Readonly<Record<Expense, string>> = {
  signatures: 'signature checks',
  nameComparisons: 'comparisons with name constraints',
  candidates: 'steps along possible issuers',
  paths: 'paths to a root',
};
