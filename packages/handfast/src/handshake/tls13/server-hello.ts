/** What the server makes of the ClientHello, or of two of them: suite, group, and a key from before. RFC 8446 §4.1.1 */

import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { type GroupName, groupNamed } from '../../registry/groups.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Transcript } from '../../schedule/transcript.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { Flow } from '../flow.ts';
import type { OpenedHello } from '../hello/encryption.ts';
import type { HandshakeIo } from '../io.ts';
import { chooseGroup, type GroupChoice } from '../negotiate/group.ts';
import { inClientsOrder } from '../negotiate/preference.ts';
import { askedName } from '../negotiate/server-name.ts';
import { chooseSuite, ownSuites } from '../negotiate/suite.ts';
import { type ChosenPsk, choosePsk, forgetTicket, verifyBinder } from '../psk/choose.ts';
import type { ServerSettings } from '../settings.ts';
import { askAgain, checkOfferedBefore, checkStillOffered, type RetryTerms, type SecondHello } from './retry-server.ts';
import { missing, type Offered13, readOffer } from './server-checks.ts';

export interface Settled {
  /** The last one. */
  readonly hello: ClientHello;
  readonly version: VersionRow;
  readonly offered: Offered13;
  readonly suite: NegotiableSuite;
  /** Absent where a PSK is used alone. */
  readonly choice: GroupChoice | undefined;
  readonly serverName: string | undefined;
  /** Its binder is right. */
  readonly psk: ChosenPsk | undefined;
  /** The hello was hidden in another. */
  readonly opened: OpenedHello | undefined;
  readonly retried: boolean;
}

/** What happened before the flow began. */
export interface Before {
  readonly answered: Answered | undefined;
  /** The first ClientHello was hidden in another. */
  readonly opened: OpenedHello | undefined;
}

/** A first hello that was answered by somebody who kept nothing, and the transcript up to the second. */
export interface Answered {
  readonly terms: RetryTerms;
  readonly before: Transcript;
}

export function* settleHello(
  io: HandshakeIo,
  settings: ServerSettings,
  first: ClientHello,
  version: VersionRow,
  { answered, opened }: Before,
): Flow<Settled> {
  if (answered !== undefined) {
    return yield* settleSecond(io, settings, { hello: first, before: answered.before }, answered.terms, opened);
  }
  const offered = readOffer(first);
  const serverName = askedName(offered.extensions);
  const ours = ownSuites(settings, first, version);
  const common = ours.filter(({ id }) => first.cipherSuites.includes(id));
  const psk = yield* choosePsk(io, settings, first, common, serverName, version);
  const suite = psk?.suite ?? chooseSuite(first.cipherSuites, ours);
  const choice = chooseShare(ownGroups(settings, offered), offered, psk);
  if (choice !== undefined && choice.share === undefined) {
    forgetTicket(psk);
    const terms = { version, suite, group: choice.group };
    const second = yield* askAgain(io, settings, first, terms, opened);
    if (psk !== undefined) checkStillOffered(psk.psk.identity, second.hello);
    const settled = yield* settleSecond(io, settings, second, terms, opened);
    if (settled.psk !== undefined) checkOfferedBefore(settled.psk.psk.identity, first);
    return settled;
  }
  io.transcript.start(suite.hash);
  if (psk !== undefined) verifyBinder(io, first, psk, undefined);
  return { hello: first, version, offered, suite, choice, serverName, psk, opened, retried: false };
}

/** The second ClientHello after HelloRetryRequest: suite and group are settled, keys from before are looked at again. */
function* settleSecond(
  io: HandshakeIo,
  settings: ServerSettings,
  { hello, before }: SecondHello,
  { version, suite, group }: RetryTerms,
  opened?: OpenedHello,
): Flow<Settled> {
  const offered = readOffer(hello);
  const serverName = askedName(offered.extensions);
  const psk = yield* choosePsk(io, settings, hello, [suite], serverName, version);
  if (psk !== undefined) verifyBinder(io, hello, psk, before);
  const choice = chooseShare(group === undefined ? ownGroups(settings, offered) : [group], offered, psk);
  if (choice !== undefined && choice.share === undefined)
    throw new ProtocolError('bad_retry', { why: 'no share fits' });
  return { hello, version, offered, suite, choice, serverName, psk, opened, retried: true };
}

/** Groups for which a share would do. */
function ownGroups(
  { groups, equalGroups, retriesForGroup }: ServerSettings,
  { groups: supported }: Offered13,
): readonly GroupName[] {
  const idOf = (name: GroupName): number => groupNamed(name).id;
  const ordered = inClientsOrder(groups, equalGroups, supported, idOf);
  const best = retriesForGroup ? ordered.find((name) => supported.includes(idOf(name))) : undefined;
  if (best === undefined) return ordered;
  const good = equalGroups.find((set) => set.includes(best)) ?? [best];
  return ordered.filter((name) => good.includes(name));
}

/** `undefined` where no key shares are needed. Throws `missing_extension` where they are, and are not there. */
function chooseShare(
  groups: readonly GroupName[],
  { extensions, groups: supported, shares }: Offered13,
  psk: ChosenPsk | undefined,
): GroupChoice | undefined {
  if (psk?.mode === 'psk_ke') return undefined;
  if (extensions.supported_groups === undefined) throw missing('supported_groups');
  return chooseGroup(groups, supported, shares);
}
