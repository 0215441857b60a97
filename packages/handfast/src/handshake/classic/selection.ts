/** Which suite a server takes, with all that goes with it. RFC 5246 §7.4.1.3 */

import { ProtocolError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import { type NegotiableSuite, suiteName } from '../../registry/cipher-suites.ts';
import { groupNamed } from '../../registry/groups.ts';
import { curveListed } from '../negotiate/classic.ts';
import type { ServerSettings, SigningKey } from '../settings.ts';
import { type ClassicOffer, type Terms, usesCertificate } from './mechanism.ts';
import { mechanismOf } from './mechanisms.ts';
import type { SignatureFormat } from './signatures.ts';

/** What a server chose for a key of its own. */
export interface ClassicChoice extends Terms {
  readonly suite: NegotiableSuite;
}

/** What a server looks at to choose. */
export interface ClassicSelection {
  readonly settings: ServerSettings;
  /** Suites of ours that the version has. */
  readonly suites: readonly NegotiableSuite[];
  readonly offer: ClassicOffer;
  readonly signatures: SignatureFormat;
  /** The key of our certificate, if we have one for this client. */
  readonly key: SigningKey | undefined;
}

/** Our first suite that the client offers and that this key can serve. Throws `no_common_suite` and its kin. */
export function chooseClassic(selection: ClassicSelection): ClassicChoice {
  const { offer, key } = selection;
  let lack: ProtocolError | undefined;
  for (const suite of selection.suites) {
    if (!offer.suites.includes(suite.id)) continue;
    const terms = termsOf(selection, suite);
    if (terms === undefined) continue;
    if (!(terms instanceof ProtocolError)) return { suite, ...terms };
    lack ??= terms;
  }
  const offered = offer.suites.map(suiteName).join(' ');
  throw lack ?? new ProtocolError('no_common_suite', { key: key?.info.kind ?? 'none', offered });
}

/** Whether a key of ours serves any suite that the client offers, in a way that it can check. */
export function canServe(selection: ClassicSelection & { readonly key: SigningKey }): boolean {
  const { offer, key } = selection;
  const served = selection.suites.some((suite) => {
    if (!offer.suites.includes(suite.id) || !usesCertificate(suite)) return false;
    const terms = termsOf(selection, suite);
    return terms !== undefined && !(terms instanceof ProtocolError);
  });
  return served && curveOffered(offer.groups, key.info);
}

/** `undefined` when our key has nothing to do with this suite. */
function termsOf(
  { settings, offer, signatures, key }: ClassicSelection,
  suite: NegotiableSuite,
): Terms | ProtocolError | undefined {
  const { keyServes, negotiate } = mechanismOf(settings.classic, suite);
  if (!usesCertificate(suite)) return negotiate({ settings, suite, offer, signatures, key: undefined });
  if (key === undefined || !keyServes(suite, key.info)) return undefined;
  // Where schemes have names, they say that more can be verified; before, groups alone do.
  const named = signatures.choose(key, []) === undefined;
  if (!(named ? curveListed : curveOffered)(offer.groups, key.info))
    return new ProtocolError('no_common_group', { key: key.info.kind });
  return negotiate({ settings, suite, offer, signatures, key });
}

/** The key of a certificate must be on a curve that the client lists, too. RFC 8422 §5.1, §5.3 */
function curveOffered(groups: readonly number[], key: PublicKeyInfo): boolean {
  return key.kind !== 'ec' || groups.includes(groupNamed(key.curve).id);
}
