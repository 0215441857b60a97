/** A question to which another judge gives another answer than we do, and what there is to know about it. */

import {
  type Certificate,
  type CertificateList,
  type ExtensionName,
  type ExtensionValues,
  findExtension,
  parseCertificate,
  parseCrl,
} from 'handfast/x509';
import type { ChainCase, Judge, Verdict } from './chain-case.ts';
import type { OwnVerdict } from './judge-handfast.ts';

export interface Disagreement {
  readonly question: ChainCase;
  readonly judge: Judge['name'];
  readonly own: OwnVerdict;
  readonly other: Verdict;
  /** What the judge says when it is given the certificates of our path and no others; absent where we refuse. */
  readonly otherAboutOurPath: Verdict | undefined;
}

/** A difference that is known and explained under this heading of docs/x509-differences.md. */
export interface Difference {
  readonly id: string;
  readonly judge: Judge['name'];
  readonly weAccept: boolean;
  readonly explains: (disagreement: Disagreement) => boolean;
}

/** From the leaf to the root: our path, or everything that there is where we have none. */
export function certificatesOf({ question, own }: Disagreement): readonly Certificate[] {
  const path = own.path ?? [question.leaf, ...question.intermediates];
  return [...path, question.root].map(parseCertificate);
}

export const crlsOf = ({ question }: Disagreement): readonly CertificateList[] => (question.crls ?? []).map(parseCrl);

/** The value of an extension, if it is there. */
export function valueOf<N extends Exclude<ExtensionName, 'unknown'>>(
  { extensions }: Pick<Certificate, 'extensions'>,
  name: N,
): ExtensionValues[N] | undefined {
  return findExtension(extensions, name)?.value;
}

type Holds = (disagreement: Disagreement) => boolean | undefined;

/** The judge accepts what we refuse with such words, for a reason that holds where `holds` says so. */
export function theyAccept(judge: Judge['name'], id: string, words: RegExp, holds: Holds = () => true): Difference {
  const explains = (one: Disagreement): boolean => words.test(one.own.why) && holds(one) === true;
  return { id, judge, weAccept: false, explains };
}

/** The judge refuses what we accept, and says such words about our path when it is given no other. */
export function theyRefuse(judge: Judge['name'], id: string, words: RegExp, holds: Holds = () => true): Difference {
  const explains = (one: Disagreement): boolean =>
    words.test((one.otherAboutOurPath ?? one.other).why) && holds(one) === true;
  return { id, judge, weAccept: true, explains };
}
