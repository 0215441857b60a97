/** Name constraints: whether the names of a certificate lie where the CAs above allow it (RFC 5280 §4.2.1.10). */

import { oid } from '../../../asn1/object-names.ts';
import type { Certificate } from '../../certificate.ts';
import { findExtension } from '../../extensions/extension.ts';
import type { GeneralSubtree, NameConstraints } from '../../extensions/types.ts';
import type { GeneralName } from '../../general-name.ts';
import type { Name } from '../../name.ts';
import { showGeneralName } from '../describe.ts';
import { groupBy } from '../group-by.ts';
import { directoryForm } from './directory.ts';
import { dnsForm } from './dns.ts';
import { emailForm } from './email.ts';
import { ipForm } from './ip.ts';
import type { NameForm } from './name-form.ts';
import { uriForm } from './uri.ts';

/** Called for each name and before each comparison; throws when there have been too many. */
export type CountComparison = () => void;

/**
 * The first violation in words, or `undefined`. Each CA's constraints hold for themselves, which is the intersection
 * and the union that §6.1.4 (g) describes.
 */
export function constraintViolation(
  certificate: Certificate,
  constraints: readonly NameConstraints[],
  count: CountComparison,
): string | undefined {
  if (constraints.length === 0) return undefined;
  const names = constrainedNames(certificate);
  for (const { permittedSubtrees = [], excludedSubtrees = [] } of constraints) {
    const byForm = { permitted: groupByForm(permittedSubtrees), excluded: groupByForm(excludedSubtrees) };
    for (const name of names) {
      count();
      const why = violation(name, byForm.permitted.get(name.kind), byForm.excluded.get(name.kind), count);
      if (why !== undefined) return why;
    }
  }
  return undefined;
}

/** What is malformed in constraints, or `undefined`: such constraints cannot be applied. */
export function malformedConstraint({ permittedSubtrees, excludedSubtrees }: NameConstraints): string | undefined {
  for (const { base, minimum, maximum } of [...(permittedSubtrees ?? []), ...(excludedSubtrees ?? [])]) {
    if (minimum !== 0 || maximum !== undefined) return `with a minimum or a maximum for ${showGeneralName(base)}`;
    if (formOf(base)?.isConstraint(base.value) === false) return `with a malformed ${showGeneralName(base)}`;
  }
  return undefined;
}

type ConstrainedForm = Exclude<GeneralName['kind'], 'otherName' | 'x400Address' | 'ediPartyName' | 'registeredID'>;

const forms: { readonly [K in ConstrainedForm]: NameForm<Extract<GeneralName, { kind: K }>['value']> } = {
  rfc822Name: emailForm,
  dNSName: dnsForm,
  directoryName: directoryForm,
  uniformResourceIdentifier: uriForm,
  iPAddress: ipForm,
};

function formOf({ kind }: GeneralName): NameForm<unknown> | undefined {
  return kind in forms ? (forms[kind as ConstrainedForm] as NameForm<unknown>) : undefined;
}

/** The subject, the e-mail addresses in it, and the alternative names: what §6.1.3 (b) and (c) look at. */
function constrainedNames({ subject, extensions }: Certificate): readonly GeneralName[] {
  const names: GeneralName[] = [];
  if (subject.rdnSequence.length > 0) names.push({ kind: 'directoryName', value: subject }, ...emailAddresses(subject));
  return names.concat(findExtension(extensions, 'subjectAltName')?.value ?? []);
}

function* emailAddresses({ rdnSequence }: Name): Generator<GeneralName> {
  for (const rdn of rdnSequence)
    for (const { type, value } of rdn)
      if (type === oid.emailAddress && value.kind !== 'other') yield { kind: 'rfc822Name', value: value.value };
}

function groupByForm(subtrees: readonly GeneralSubtree[]): ReadonlyMap<GeneralName['kind'], GeneralName[]> {
  return groupBy(
    subtrees.map(({ base }) => base),
    ({ kind }) => kind,
  );
}

function violation(
  name: GeneralName,
  permitted: readonly GeneralName[] | undefined,
  excluded: readonly GeneralName[] | undefined,
  count: CountComparison,
): string | undefined {
  if (permitted === undefined && excluded === undefined) return undefined;
  const form = formOf(name);
  if (form === undefined) return `has ${showGeneralName(name)}, a form of name whose constraints are not understood`;
  if (!form.isName(name.value)) return `has a malformed ${showGeneralName(name)} where such names are constrained`;
  const within = (test: NameForm<unknown>['permits']) => (base: GeneralName) => {
    count();
    return test(name.value, base.value);
  };
  const by = excluded?.find(within(form.excludes));
  if (by !== undefined) return `has ${showGeneralName(name)}, which is excluded by ${showGeneralName(by)}`;
  if (permitted === undefined || permitted.some(within(form.permits))) return undefined;
  return `has ${showGeneralName(name)}, which is not among the permitted ${permitted.slice(0, 3).map(showGeneralName).join(', ')}`;
}
