/** Where to connect to, as people write it: `host[:port]`, `[v6]:port`, `https://host/…`. */

import { isIPv6 } from 'node:net';
import { usageError } from './command-error.ts';

export interface Target {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Throws a usage error for a text that is no target. The path of a URL is ignored. */
export function parseTarget(text: string): Target {
  const address = hostAndPort(text);
  if (isIPv6(address)) return { host: address, port: 443 };
  const match = /^(?:\[([^\]]+)\]|([^:[\]/\s]+))(?::(\d+))?$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || (match?.[1] !== undefined && !isIPv6(host))) {
    throw usageError(`${JSON.stringify(text)} is not a target`, 'write host[:port], [address]:port or https://host');
  }
  return { host, port: portOf(match?.[3], text) };
}

/** `name:port` with brackets around an IPv6 address. */
export const showTarget = ({ host, port }: Target): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;

function hostAndPort(text: string): string {
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text);
  if (url === null) return text;
  const [, scheme = '', authority = ''] = url;
  if (scheme.toLowerCase() !== 'https') {
    throw usageError(`the scheme ${scheme}: is not one that we connect to`, 'write https://host or host:port');
  }
  if (authority.includes('@')) {
    throw usageError('a user name in the URL would not be used', 'leave it out of the target');
  }
  return authority;
}

function portOf(digits: string | undefined, text: string): number {
  const port = digits === undefined ? 443 : Number(digits);
  if (port >= 1 && port <= 65_535) return port;
  throw usageError(`${text} has a port that does not exist`, 'ports are 1 to 65535');
}
