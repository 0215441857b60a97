/** Certificate policies along a path: the counters and the graph of RFC 5280 §6.1, as updated by RFC 9618. */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import { PolicyGraph } from './policy-graph.ts';

/** What the caller asks of policies. RFC 5280 §6.1.1 (c), (e), (f), (g) */
export interface PolicyRequest {
  /** Policies that are acceptable; absent means any. */
  readonly accepted?: readonly ObjectIdentifier[] | undefined;
  /** The path must be valid for at least one accepted policy. */
  readonly requireExplicitPolicy?: boolean | undefined;
  readonly inhibitPolicyMapping?: boolean | undefined;
  readonly inhibitAnyPolicy?: boolean | undefined;
}

/** One path's policies, fed with its certificates from the root down. `pathLength` does not count the root. */
export class PolicyState {
  readonly #graph = new PolicyGraph();
  readonly #accepted: ReadonlySet<ObjectIdentifier>;
  #explicitPolicy: number;
  #policyMapping: number;
  #inhibitAnyPolicy: number;

  /** §6.1.2 (a), (d), (e), (f) */
  constructor(request: PolicyRequest, pathLength: number) {
    this.#accepted = new Set(request.accepted ?? [oid.anyPolicy]);
    this.#explicitPolicy = request.requireExplicitPolicy === true ? 0 : pathLength + 1;
    this.#policyMapping = request.inhibitPolicyMapping === true ? 0 : pathLength + 1;
    this.#inhibitAnyPolicy = request.inhibitAnyPolicy === true ? 0 : pathLength + 1;
  }

  /** §6.1.3 (d), (e), (f): the policies of the next certificate. False when none is left although one is required. */
  process(certificate: Certificate, selfIssuedIntermediate: boolean): boolean {
    const policies = findExtension(certificate.extensions, 'certificatePolicies')?.value;
    if (policies === undefined) this.#graph.clear();
    else {
      const identifiers = policies.map(({ policyIdentifier }) => policyIdentifier);
      this.#graph.add(identifiers, this.#inhibitAnyPolicy > 0 || selfIssuedIntermediate);
    }
    return this.#explicitPolicy > 0 || !this.#graph.isNull;
  }

  /** §6.1.4 (b), (h), (i), (j): what a CA certificate says about the policies below it. */
  prepare(certificate: Certificate, selfIssued: boolean): void {
    const { extensions } = certificate;
    const mappings = findExtension(extensions, 'policyMappings')?.value ?? [];
    if (this.#policyMapping > 0) this.#graph.map(mappings);
    else this.#graph.remove(mappings);
    if (!selfIssued) this.#count();
    this.limit(certificate);
  }

  /** §6.1.4 (i), (j): the constraints of a CA, or of a trust anchor (RFC 5937 §3.2). */
  limit({ extensions }: Certificate): void {
    const constraints = findExtension(extensions, 'policyConstraints')?.value;
    this.#explicitPolicy = Math.min(this.#explicitPolicy, constraints?.requireExplicitPolicy ?? Infinity);
    this.#policyMapping = Math.min(this.#policyMapping, constraints?.inhibitPolicyMapping ?? Infinity);
    const inhibit = findExtension(extensions, 'inhibitAnyPolicy')?.value;
    this.#inhibitAnyPolicy = Math.min(this.#inhibitAnyPolicy, inhibit ?? Infinity);
  }

  /** §6.1.5 (a), (b), (g): the policies for which the whole path holds; `undefined` when one is required and none is. */
  conclude(leaf: Certificate): ReadonlySet<ObjectIdentifier> | undefined {
    const required = findExtension(leaf.extensions, 'policyConstraints')?.value.requireExplicitPolicy;
    const explicitPolicy = required === 0 ? 0 : Math.max(0, this.#explicitPolicy - 1);
    const policies = this.#graph.constrainedTo(this.#accepted);
    return explicitPolicy > 0 || policies.size > 0 ? policies : undefined;
  }

  /** §6.1.4 (h) */
  #count(): void {
    this.#explicitPolicy = Math.max(0, this.#explicitPolicy - 1);
    this.#policyMapping = Math.max(0, this.#policyMapping - 1);
    this.#inhibitAnyPolicy = Math.max(0, this.#inhibitAnyPolicy - 1);
  }
}
