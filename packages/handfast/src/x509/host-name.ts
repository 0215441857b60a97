/** Host names: which texts are one, and whether a name in a certificate is the name that was asked for (RFC 9525 §6). */

/** A name to ask for: A-labels in lower case, without the final dot. Made only by `parseHostName`. */
export type HostName = string & { readonly __hostName: true };

/**
 * The name in the form in which names are compared; `undefined` when it is not a host name. IP literals are none.
 * Names beyond ASCII must be turned into A-labels first (RFC 9525 §6.3). Underscores pass: hosts have them,
 * certificates may not.
 */
export function parseHostName(text: string): HostName | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (name.length > 253 || !askedName.test(name) || endsInNumber(name)) return undefined;
  return name.toLowerCase() as HostName;
}

/**
 * Whether a dNSName has the preferred name syntax (RFC 1034 §3.5 with RFC 1123 §2.1), where the whole left-most label
 * may be `*`. RFC 5280 §4.2.1.6 demands it; names with NUL, underscores or other letters are none.
 */
export function isDnsName(text: string): boolean {
  return text.length <= 253 && presentedName.test(text) && !endsInNumber(text);
}

/** Whether a dNSName of a certificate is for this host: equal, or a wildcard for its left-most label. RFC 9525 §6.3 */
export function matchesHostName(presented: string, host: HostName): boolean {
  // The syntax last: it keeps out letters that only lower case turns into ASCII, and costs most.
  return (
    (presented.startsWith('*') ? matchesWildcard(presented, host) : equalNames(presented, host)) && isDnsName(presented)
  );
}

/** `*` stands for one whole label, and never directly under a top-level name. */
function matchesWildcard(presented: string, host: HostName): boolean {
  const dot = host.indexOf('.');
  return dot > 0 && host.includes('.', dot + 1) && equalNames(presented.slice(1), host.slice(dot));
}

// Comparing lengths first keeps certificates with thousands of names cheap.
const equalNames = (presented: string, host: string): boolean =>
  presented.length === host.length && presented.toLowerCase() === host;

const askedName = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.(?!$)|$))+$/i;
const presentedName = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.(?!$)|$))+$/i;

/** The URL standard reads a host whose last label is a number as IPv4, so it must never count as a name. */
function endsInNumber(name: string): boolean {
  return /^(?:[0-9]+|0x[0-9a-f]*)$/i.test(name.slice(name.lastIndexOf('.') + 1));
}
