/** Which cipher suite both sides know. RFC 8446 §4.1.1, RFC 5246 §7.4.1 */

import { ProtocolError } from '../../base/errors.ts';
import { type NegotiableSuite, suiteFits, suiteName } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { ServerSettings } from '../settings.ts';
import { inClientsOrder } from './preference.ts';

/** Those that a version may use. */
export const suitesFor = (suites: readonly NegotiableSuite[], { name }: VersionRow): readonly NegotiableSuite[] =>
  suites.filter((suite) => suiteFits(suite, name));

/** A server's, in the order in which it would take them for this client. */
export const ownSuites = (
  { cipherSuites, equalSuites }: ServerSettings,
  hello: Pick<ClientHello, 'cipherSuites'>,
  version: VersionRow,
): readonly NegotiableSuite[] =>
  inClientsOrder(suitesFor(cipherSuites, version), equalSuites, hello.cipherSuites, ({ id }) => id);

/** The first of ours that the client offers. Throws `no_common_suite`. */
export function chooseSuite(offered: readonly number[], ours: readonly NegotiableSuite[]): NegotiableSuite {
  const suite = ours.find((candidate) => offered.includes(candidate.id));
  if (suite === undefined) throw new ProtocolError('no_common_suite', { offered: offered.map(suiteName).join(' ') });
  return suite;
}

/** The suite a server chose. Throws `unoffered_suite`. */
export function chosenSuite(id: number, ours: readonly NegotiableSuite[]): NegotiableSuite {
  const suite = ours.find((candidate) => candidate.id === id);
  if (suite === undefined) throw new ProtocolError('unoffered_suite', { chosen: suiteName(id) });
  return suite;
}
