/** subjectAltName from plain texts (RFC 5280 §4.2.1.6). */

import { MisuseError } from '../../base/errors.ts';
import type { GeneralName } from '../general-name.ts';
import { parseIpAddress } from '../ip-address.ts';

/**
 * The form that a text has by itself: an IP address, a URI (with `://`), an e-mail address (with `@`), else a host
 * name in A-labels, perhaps with `*.` in front. Throws `MisuseError` when it is none.
 */
export function subjectName(text: string): GeneralName {
  const address = parseIpAddress(text);
  if (address) return { kind: 'iPAddress', value: address };
  if (text.includes('://')) return { kind: 'uniformResourceIdentifier', value: text };
  if (text.includes('@')) return { kind: 'rfc822Name', value: text };
  if (!hostName.test(text) || text.length > 253)
    throw new MisuseError(`${JSON.stringify(text)} is not a name to certify`);
  return { kind: 'dNSName', value: text };
}

const hostName = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;
