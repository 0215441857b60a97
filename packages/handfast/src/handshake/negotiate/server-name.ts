/** The host name in a ClientHello. RFC 6066 §3 */

import { latin1 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Extensions } from '../../wire/extensions/table.ts';

/** The one host name that the client asks for, in lower case. Throws `bad_server_name` when it is not one name. */
export function askedName(extensions: Extensions<'ClientHello'>): string | undefined {
  const list = extensions.server_name;
  if (list === undefined) return undefined;
  const [name, ...others] = list;
  if (name === undefined || others.length > 0 || name.nameType !== 0) throw new ProtocolError('bad_server_name');
  const text = latin1(name.hostName);
  // A-labels and dots only: no NUL that cuts the name for somebody else, no trailing dot (RFC 6066 §3).
  if (!/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(text) || text.length > 255)
    throw new ProtocolError('bad_server_name');
  return text.toLowerCase();
}
