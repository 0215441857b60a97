/** One verification under way: the request made ready, what is left of its budget, and what has failed so far. */

import { MisuseError } from '../../base/errors.ts';
import type { Certificate } from '../certificate.ts';
import type { TrustAnchor } from './anchors.ts';
import { BudgetMeter, defaultBudget } from './budget.ts';
import type { Fault } from './checks/check.ts';
import { type ReferenceName, referenceName } from './peer-name.ts';
import { failureAt, type PathFailure, type RejectedCandidate } from './rejection.ts';
import type { PathRequest } from './request.ts';
import { SignatureChecks } from './signatures.ts';

/** Faults at the places of a path where they were found. */
export interface PlacedFault {
  readonly place: number | 'root';
  readonly fault: Fault;
}

export class Verification {
  readonly request: PathRequest;
  readonly name: ReferenceName | undefined;
  readonly meter: BudgetMeter;
  readonly signatures: SignatureChecks;
  readonly #rejected: RejectedCandidate[] = [];

  /** CRL issuers whose certificates are being verified: empty but for the verification of one. */
  readonly underway: readonly Certificate[];

  /**
   * Throws `MisuseError` for a time or a name that can fit no certificate. A verification within another, of the CRL
   * issuer that is the last one `underway`, spends the other's budget.
   */
  constructor(request: PathRequest, within?: Verification, underway: readonly Certificate[] = []) {
    if (!(Math.abs(request.time) <= 8.64e15)) throw new MisuseError(`${request.time} is not a time in milliseconds`);
    this.request = request;
    this.name = request.name && referenceName(request.name);
    this.meter = within?.meter ?? new BudgetMeter({ ...defaultBudget, ...request.budget });
    this.signatures = within?.signatures ?? new SignatureChecks(request.provider, this.meter, request.signatures);
    this.underway = underway;
  }

  get rejected(): readonly RejectedCandidate[] {
    return this.#rejected;
  }

  /** Keeps why this path is not acceptable: the first ones, and that the search was given up, are enough to understand. */
  reject(
    certificates: readonly Certificate[],
    anchor: TrustAnchor | undefined,
    ...faults: readonly PlacedFault[]
  ): void {
    const isLast = faults[0]?.fault.code === 'path_budget_exceeded';
    if (this.#rejected.length >= mostRejected && !isLast) return;
    const path = { certificates, anchor };
    const failures: readonly PathFailure[] = faults.map(({ place, fault }) => failureAt(path, place, fault));
    this.#rejected.push({ ...path, failures });
  }
}

const mostRejected = 32;
