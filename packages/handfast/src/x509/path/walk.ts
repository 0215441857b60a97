/** Validation of one complete path, from the anchor down to the leaf: RFC 5280 §6.1.2 to §6.1.5. */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import type { Task } from '../../base/awaitable.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import type { NameConstraints } from '../extensions/types.ts';
import { issuerOf, type PathIssuer, type TrustAnchor } from './anchors.ts';
import type { Fault } from './checks/check.ts';
import { constraintViolation } from './constraints/constraints.ts';
import { showName } from './describe.ts';
import { equalNames } from './name-key.ts';
import { PolicyState } from './policy.ts';
import type { PlacedFault, Verification } from './verification.ts';

/** The policies for which the path is valid, or the first fault. `certificates` go from the leaf up. */
export function* walkPath(
  verification: Verification,
  certificates: readonly Certificate[],
  anchor: TrustAnchor,
): Task<ReadonlySet<ObjectIdentifier> | PlacedFault> {
  const state = initialState(verification, certificates.length, anchor);
  for (let place = certificates.length - 1; place >= 0; place--) {
    const certificate = certificates[place] as Certificate;
    const fault =
      (yield* checkSignature(verification, certificate, state)) ??
      checkFeatures(certificate, state) ??
      checkNames(verification, certificate, place, state) ??
      checkPolicies(certificate, place, state) ??
      (place > 0 ? prepareNext(certificate, state) : undefined);
    if (fault !== undefined) return { place, fault };
  }
  const policies = state.policies.conclude(certificates[0] as Certificate);
  return policies ?? { place: 0, fault: noPolicy };
}

/** §6.1.2: what the certificates so far demand of the next. */
interface PathState {
  issuer: PathIssuer;
  readonly constraints: NameConstraints[];
  readonly policies: PolicyState;
  maxPathLength: number;
  /** Who set maxPathLength, if a CA did. */
  limitedBy: Certificate | undefined;
}

function initialState({ request }: Verification, length: number, anchor: TrustAnchor): PathState {
  const state: PathState = {
    issuer: anchor,
    constraints: anchor.nameConstraints === undefined ? [] : [anchor.nameConstraints],
    policies: new PolicyState(request.policy ?? {}, length),
    maxPathLength: request.maxDepth ?? length,
    limitedBy: undefined,
  };
  // RFC 5937 §3: an anchor's certificate limits the path as a CA's does.
  if (anchor.certificate !== undefined) {
    state.policies.limit(anchor.certificate);
    narrow(anchor.certificate, state);
  }
  return state;
}

/** §6.1.3 (a)(1). Names chain, (a)(4), because issuers are found by name. */
function* checkSignature(
  verification: Verification,
  certificate: Certificate,
  { issuer }: PathState,
): Task<Fault | undefined> {
  if (yield* verification.signatures.holds(certificate, issuer.subjectPublicKeyInfo)) return undefined;
  const why = `was not signed with the key of ${showName(issuer.subject)}, or has been changed since`;
  return { code: 'bad_certificate_signature', rule: 'RFC 5280 §6.1.3 (a)(1)', why };
}

/** RFC 7633 §4.2.2: what a CA promises of its servers, each certificate below it must promise too. */
function checkFeatures({ extensions }: Certificate, { issuer }: PathState): Fault | undefined {
  const demanded = issuer.certificate && findExtension(issuer.certificate.extensions, 'tlsFeature')?.value;
  const promised = findExtension(extensions, 'tlsFeature')?.value ?? [];
  const missing = demanded?.filter((feature) => !promised.includes(feature)) ?? [];
  if (missing.length === 0) return undefined;
  const why = `lacks the TLS feature ${missing.join(', ')} that its issuer demands`;
  return { code: 'certificate_rejected', rule: 'RFC 7633 §4.2.2', why };
}

/** §6.1.3 (b), (c) */
function checkNames(
  { meter }: Verification,
  certificate: Certificate,
  place: number,
  { constraints }: PathState,
): Fault | undefined {
  if (constraints.length === 0 || (place > 0 && isSelfIssued(certificate))) return undefined;
  const why = constraintViolation(certificate, constraints, () => meter.spend('nameComparisons'));
  return why === undefined ? undefined : { code: 'certificate_rejected', rule: 'RFC 5280 §6.1.3 (b), (c)', why };
}

/** §6.1.3 (d), (e), (f) */
function checkPolicies(certificate: Certificate, place: number, { policies }: PathState): Fault | undefined {
  return policies.process(certificate, place > 0 && isSelfIssued(certificate)) ? undefined : noPolicy;
}

/** §6.1.4, for a certificate that is not the last. What it says about itself alone is checked before. */
function prepareNext(certificate: Certificate, state: PathState): Fault | undefined {
  const selfIssued = isSelfIssued(certificate);
  state.policies.prepare(certificate, selfIssued);
  if (!selfIssued && state.maxPathLength-- === 0) {
    const limit = state.limitedBy && `pathLenConstraint of ${showName(state.limitedBy.subject)}`;
    const why = `is one CA too many: ${limit ?? 'the depth that was asked for'} allows no further one`;
    return { code: 'certificate_rejected', rule: 'RFC 5280 §6.1.4 (l)', why };
  }
  narrow(certificate, state);
  state.issuer = issuerOf(certificate);
  return undefined;
}

/** §6.1.4 (g), (m) */
function narrow(certificate: Certificate, state: PathState): void {
  const { extensions } = certificate;
  const constraints = findExtension(extensions, 'nameConstraints')?.value;
  if (constraints !== undefined) state.constraints.push(constraints);
  const length = findExtension(extensions, 'basicConstraints')?.value.pathLenConstraint;
  if (length === undefined || length >= state.maxPathLength) return;
  state.maxPathLength = length;
  state.limitedBy = certificate;
}

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => equalNames(subject, issuer);

const noPolicy: Fault = {
  code: 'certificate_rejected',
  rule: 'RFC 5280 §6.1.3 (f), §6.1.5',
  why: 'is valid for no policy, but an explicit policy is required',
};
