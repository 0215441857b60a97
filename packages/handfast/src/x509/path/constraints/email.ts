/** rfc822Name constraints: a mailbox, a host, or the hosts below a domain (RFC 5280 §4.2.1.10). */

import { isDnsName } from '../../host-name.ts';
import type { NameForm } from './name-form.ts';

export const emailForm: NameForm<string> = {
  isName: (name) => parseMailbox(name) !== undefined,
  isConstraint: (base) =>
    base.includes('@') ? parseMailbox(base) !== undefined : isHost(base.startsWith('.') ? base.slice(1) : base),
  permits: isWithin,
  excludes: isWithin,
};

export interface Mailbox {
  /** As it is meant: quotes and escapes removed. Compared exactly. */
  readonly local: string;
  /** In lower case. */
  readonly host: string;
}

/** The parts of `Local-part@Domain` (RFC 5321 §4.1.2); `undefined` when the text is not one mailbox. */
export function parseMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const host = text.slice(at + 1);
  if (at < 0 || local.length > 64 || !isHost(host)) return undefined;
  if (dotString.test(local)) return { local, host: host.toLowerCase() };
  if (!quotedString.test(local)) return undefined;
  return { local: local.slice(1, -1).replace(/\\(.)/g, '$1'), host: host.toLowerCase() };
}

const dotString = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const quotedString = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/;

const isHost = (host: string): boolean => isDnsName(host) && !host.startsWith('*');

function isWithin(name: string, base: string): boolean {
  const mailbox = parseMailbox(name);
  if (mailbox === undefined) return false;
  if (base.includes('@')) {
    const exact = parseMailbox(base);
    return exact !== undefined && mailbox.local === exact.local && mailbox.host === exact.host;
  }
  const host = base.toLowerCase();
  return host.startsWith('.') ? mailbox.host.endsWith(host) : mailbox.host === host;
}
