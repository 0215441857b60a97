/** URI constraints: a host, or the hosts below a domain; they look at the host of a URI alone (RFC 5280 §4.2.1.10). */

import { isDnsName } from '../../host-name.ts';
import type { NameForm } from './name-form.ts';

export const uriForm: NameForm<string> = {
  // "If a certificate includes a URI without a host name", or with an IP address, "it MUST be rejected".
  isName: (name) => hostOf(name) !== undefined,
  isConstraint: (base) => isHost(base.startsWith('.') ? base.slice(1) : base),
  permits: isWithin,
  excludes: isWithin,
};

/** The host name in lower case; `undefined` when there is none (RFC 3986 §3.2). */
export function hostOf(uri: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1];
  if (authority === undefined) return undefined;
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  return isHost(host) ? host.toLowerCase() : undefined;
}

const isHost = (host: string): boolean => isDnsName(host) && !host.startsWith('*');

function isWithin(name: string, base: string): boolean {
  const host = hostOf(name);
  if (host === undefined) return false;
  return base.startsWith('.') ? host.endsWith(base.toLowerCase()) : host === base.toLowerCase();
}
