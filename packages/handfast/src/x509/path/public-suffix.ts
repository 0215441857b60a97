/** Domains under which the public registers names, so that no wildcard may cover one (CA/Browser Forum BR §3.2.2.6). */

/** Whether a domain, in lower case A-labels, is a public suffix. */
export type IsPublicSuffix = (domain: string) => boolean;

/**
 * Without a list: top-level domains, and the second-level names that country registries sell under, such as `co.uk`.
 * Give the verifier a function over the Public Suffix List to know them all.
 */
export const looksLikePublicSuffix: IsPublicSuffix = (domain) =>
  !domain.includes('.') || underCountry.test(domain) || ofOneCountry.test(domain);

/** What most country registries sell under; not in those countries where such names belong to somebody. */
const underCountry = /^(?:ac|co|com|edu|gob|gouv|gov|govt|gv|mil|net|nom|or|org)\.(?!(?:cc|de|eu|nu|tv)$)[a-z]{2}$/;

const ofOneCountry =
  /^(?:(?:ltd|me|nhs|plc|police|sch)\.uk|(?:ad|ed|go|gr|lg|ne)\.jp|(?:go|ne|re)\.kr|(?:k12|lib)\.[a-z]{2}\.us)$/;
