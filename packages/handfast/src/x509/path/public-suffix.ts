/** Domains under which the public registers names, so that no wildcard may cover one (CA/Browser Forum BR §3.2.2.6). */

/** Whether a domain, in lower case A-labels, is a public suffix. */
export type IsPublicSuffix = (domain: string) => boolean;

/**
 * Without a list: top-level domains, and the second-level names that country registries sell under, such as `co.uk`.
 * Give the verifier a function over the Public Suffix List to know them all.
 */
export const looksLikePublicSuffix: IsPublicSuffix = (domain) =>
  !domain.includes('.') || registrySecondLevel.test(domain);

const registrySecondLevel =
  /^(?:ac|co|com|edu|gob|gouv|gov|govt|gv|ltd|me|mil|mod|net|nhs|nic|nom|or|org|plc|police|sch)\.(?!(?:co|me|tv|io|cc|ws|fm|ai|to|gg|la|nu|eu)$)[a-z]{2}$|^(?:ne|go|ad|ed|gr|lg)\.jp$|^(?:k12|lib)\.[a-z]{2}\.us$/;
