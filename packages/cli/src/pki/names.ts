/** Names to certify, as people type them, and what files with such certificates are called. */

import { domainToASCII } from 'node:url';
import { distinguishedName, type GeneralName, type Name, subjectName } from 'handfast/x509';
import { withoutMisuse } from '../misuse.ts';

/** Host names (in any script), IP addresses, e-mail addresses and URIs. Throws usage errors. */
export const certifiedNames = (texts: readonly string[]): readonly GeneralName[] =>
  withoutMisuse(() => texts.map((text) => subjectName(asciiName(text))));

/** The same as texts that the library understands: A-labels for host names in other scripts (RFC 5891). */
export function asciiName(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is what it means
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  const [wildcard, host] = text.startsWith('*.') ? ['*.', text.slice(2)] : ['', text];
  return `${wildcard}${domainToASCII(host) || host}`;
}

/** The subject of a certificate that is for names alone: the first one, where it is short enough to be a common name. */
export function subjectFor([first = '']: readonly string[]): Name {
  const name = asciiName(first);
  return distinguishedName(name === '' || name.length > longestCommonName ? {} : { commonName: name });
}

/** `example.com` for example.com, `_wildcard.example.com` for *.example.com, `__1` for ::1. */
export const fileBase = (name: string): string => name.replace(/^\*/, '_wildcard').replace(/[^\w.@-]/gu, '_');

/** RFC 5280 appendix A.1: ub-common-name. */
const longestCommonName = 64;
