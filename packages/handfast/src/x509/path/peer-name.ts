/** The name that the peer was asked for, and whether its certificate is for it (RFC 9525 §6). */

import { equalBytes } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import type { GeneralName, GeneralNames } from '../general-name.ts';
import { type HostName, isDnsName, matchesHostName, parseHostName } from '../host-name.ts';
import { formatIpAddress, parseIpAddress } from '../ip-address.ts';
import { type Mailbox, parseMailbox } from './constraints/email.ts';
import { showGeneralName } from './describe.ts';
import type { IsPublicSuffix } from './public-suffix.ts';

export type PeerName =
  /** A host name in ASCII; other scripts as A-labels. */
  | { readonly dns: string }
  /** A literal without brackets, or its 4 or 16 bytes. */
  | { readonly ip: string | Uint8Array }
  | { readonly email: string };

/** What somebody typed as a host: an IP literal, in brackets or not, or a host name. */
export function peerNameOf(host: string): PeerName {
  const literal = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  return parseIpAddress(literal) === undefined ? { dns: host } : { ip: literal };
}

/** A peer's name in the form in which it is compared. */
export type ReferenceName =
  | { readonly kind: 'dNSName'; readonly value: HostName }
  | { readonly kind: 'iPAddress'; readonly value: Uint8Array }
  | { readonly kind: 'rfc822Name'; readonly value: Mailbox };

/** Throws `MisuseError` for a text that is not such a name: nothing could ever match it. */
export function referenceName(name: PeerName): ReferenceName {
  if ('dns' in name)
    return { kind: 'dNSName', value: parseHostName(name.dns) ?? refuse(name.dns, 'a host name in ASCII') };
  if ('email' in name)
    return { kind: 'rfc822Name', value: parseMailbox(name.email) ?? refuse(name.email, 'a mailbox') };
  const bytes = typeof name.ip === 'string' ? parseIpAddress(name.ip) : name.ip;
  if (bytes?.length === 4 || bytes?.length === 16) return { kind: 'iPAddress', value: bytes };
  return refuse(String(name.ip), 'an IP address');
}

/** Why the certificate is not for this name, naming those that it is for; `undefined` when it is. */
export function nameMismatch(
  { extensions }: Certificate,
  asked: ReferenceName,
  isPublicSuffix: IsPublicSuffix,
): string | undefined {
  const names = findExtension(extensions, 'subjectAltName')?.value ?? [];
  if (names.some((name) => isSameName(name, asked, isPublicSuffix))) return undefined;
  if (names.length === 0)
    return `is not for ${showReference(asked)}: it has no subjectAltName, and a common name does not count`;
  return `is for ${listNames(names, isPublicSuffix)}, not for ${showReference(asked)}`;
}

function isSameName(presented: GeneralName, asked: ReferenceName, isPublicSuffix: IsPublicSuffix): boolean {
  if (presented.kind === 'dNSName' && asked.kind === 'dNSName') {
    if (!matchesHostName(presented.value, asked.value)) return false;
    return !presented.value.startsWith('*.') || !isPublicSuffix(presented.value.slice(2).toLowerCase());
  }
  if (presented.kind === 'iPAddress' && asked.kind === 'iPAddress') return equalBytes(presented.value, asked.value);
  if (presented.kind !== 'rfc822Name' || asked.kind !== 'rfc822Name') return false;
  const mailbox = parseMailbox(presented.value);
  return mailbox !== undefined && mailbox.local === asked.value.local && mailbox.host === asked.value.host;
}

/** The first names, with why one that looks right does not count. */
function listNames(names: GeneralNames, isPublicSuffix: IsPublicSuffix): string {
  const shown = names.slice(0, 5).map((name) => {
    const text = showGeneralName(name).replace(/^(?:dNSName|iPAddress|rfc822Name) /, '');
    if (name.kind !== 'dNSName') return text;
    if (!isDnsName(name.value)) return `${text} (malformed)`;
    return name.value.startsWith('*.') && isPublicSuffix(name.value.slice(2).toLowerCase())
      ? `${text} (too broad)`
      : text;
  });
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more names` : shown.join(', ');
}

function showReference({ kind, value }: ReferenceName): string {
  if (kind === 'dNSName') return value;
  return kind === 'iPAddress' ? formatIpAddress(value) : `${value.local}@${value.host}`;
}

function refuse(text: string, what: string): never {
  throw new MisuseError(`${JSON.stringify(text)} is not ${what}`);
}
