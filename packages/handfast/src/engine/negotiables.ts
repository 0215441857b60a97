/** Versions, suites and groups that a configuration brings into a handshake: each must find use for the others. */

import { MisuseError } from '../base/errors.ts';
import { canAgree, canProtect } from '../crypto/capabilities.ts';
import { usesCertificate } from '../handshake/classic/mechanism.ts';
import { agreeable } from '../handshake/negotiate/classic.ts';
import { suitesFor } from '../handshake/negotiate/suite.ts';
import type { Settings } from '../handshake/settings.ts';
import { defaultSuites, isSuiteName, type NegotiableSuite, suiteNamed } from '../registry/cipher-suites.ts';
import { defaultGroups, type GroupName, groupNamed, isGroupName } from '../registry/groups.ts';
import { isNegotiableVersionName, isOlder, type Version, type VersionRow, versionNamed } from '../registry/versions.ts';
import { defaultVersions, fitsDatagram } from './carrier.ts';
import type { CommonOptions } from './options.ts';

/** Throws `MisuseError` when something that was asked for could never be used. */
export function negotiables(
  options: CommonOptions,
  carrier: Version['carrier'],
  keysOnly: boolean,
): Pick<Settings, 'versions' | 'cipherSuites' | 'groups'> {
  const suites = [...chosenSuites(options, keysOnly), ...legacySuites(options)];
  const groups = chosenGroups(options, carrier);
  const versions = chosenVersions(options, carrier, suites, groups);
  const cipherSuites = suites.filter((suite) => versions.some((version) => suitesFor([suite], version).length > 0));
  const idle = suites.find((suite) => !cipherSuites.includes(suite));
  if (options.cipherSuites !== undefined && idle !== undefined) {
    throw new MisuseError(`the suite ${idle.name} is for none of the versions`);
  }
  return { versions, cipherSuites, groups: groups.filter((name) => usable(name, versions, cipherSuites)) };
}

/** Versions that were asked for must find a suite and a group; of the default ones, those that do are used. */
function chosenVersions(
  { versions, legacy }: CommonOptions,
  carrier: Version['carrier'],
  suites: readonly NegotiableSuite[],
  groups: readonly GroupName[],
): readonly VersionRow[] {
  const old = legacy?.versions ?? [];
  const unknown = versions?.find((name) => !isNegotiableVersionName(name));
  if (unknown !== undefined) throw new MisuseError(`${unknown} is not a version that can be negotiated`);
  if (versions?.length === 0 && old.length === 0) {
    throw new MisuseError('versions is empty: nothing could be negotiated');
  }
  const rows = [...old, ...(versions ?? defaultVersions[carrier]).map(versionNamed)];
  const fit = rows.filter((version) => lackOf(version, suites, groups) === undefined);
  for (const version of versions === undefined && fit.length > old.length ? old : rows) {
    const lack = lackOf(version, suites, groups);
    if (lack !== undefined)
      throw new MisuseError(`there is no ${lack} left with which ${version.name} could be negotiated`);
  }
  return fit.sort((a, b) => (isOlder(a.name, b.name) ? -1 : isOlder(b.name, a.name) ? 1 : 0));
}

function lackOf(
  version: VersionRow,
  suites: readonly NegotiableSuite[],
  groups: readonly GroupName[],
): 'cipher suite' | 'key exchange group' | undefined {
  const fitting = suitesFor(suites, version);
  if (fitting.length === 0) return 'cipher suite';
  const agreed = groups.some((group) => usable(group, [version], fitting));
  return agreed || !fitting.every(needsGroup) ? undefined : 'key exchange group';
}

/** Whether keys can be agreed in a group by any of these. */
function usable(group: GroupName, versions: readonly VersionRow[], suites: readonly NegotiableSuite[]): boolean {
  if (versions.some(({ flow }) => flow === 'tls13') || agreeable([group]).length > 0) return true;
  return groupNamed(group).family === 'ffdh' && suites.some(({ keyExchange }) => keyExchange === 'dhe');
}

/** Whether a suite proves the server otherwise than by a certificate, or not at all: legacy ones alone. */
export const needsNoCertificate = (suite: NegotiableSuite): boolean =>
  suite.keyExchange !== 'tls13' && !usesCertificate(suite);

/** Whether a suite says that the server has a certificate: those of TLS 1.3 say nothing. */
const needsCertificate = (suite: NegotiableSuite): boolean => suite.keyExchange !== 'tls13' && usesCertificate(suite);

const needsGroup = ({ keyExchange }: NegotiableSuite): boolean =>
  keyExchange === 'tls13' || keyExchange === 'ecdhe' || keyExchange === 'ecdh';

/** Suites that were asked for must be there; of the default ones, those that the provider can serve are used. */
function chosenSuites({ crypto, cipherSuites }: CommonOptions, keysOnly: boolean): readonly NegotiableSuite[] {
  const served = (suite: NegotiableSuite) => canProtect(crypto, suite);
  const missing = cipherSuites?.find((name) => !isSuiteName(name) || !served(suiteNamed(name)));
  if (missing !== undefined) throw new MisuseError(`the provider ${crypto.name} does not serve the suite ${missing}`);
  if (cipherSuites !== undefined) return cipherSuites.map(suiteNamed);
  return defaultSuites.map(suiteNamed).filter((suite) => served(suite) && !(keysOnly && needsCertificate(suite)));
}

/** The same for the weak ones; those that rest on a shared key need one. */
function legacySuites({ crypto, legacy, psks = [] }: CommonOptions): readonly NegotiableSuite[] {
  if (legacy === undefined) return [];
  const missing = legacy.cipherSuites.find((suite) => !legacy.canProtect(crypto, suite));
  if (missing !== undefined) {
    throw new MisuseError(`the provider ${crypto.name} does not serve the suite ${missing.name}`);
  }
  const keyless = legacy.cipherSuites.find(({ preShared }) => preShared && psks.length === 0);
  if (keyless !== undefined) throw new MisuseError(`the suite ${keyless.name} needs psks`);
  return legacy.cipherSuites;
}

/** Groups that were asked for must be there; of the default ones, those that the provider can serve are used. */
function chosenGroups({ crypto, groups }: CommonOptions, carrier: Version['carrier']): readonly GroupName[] {
  const served = (name: GroupName) => canAgree(crypto, name);
  const missing = groups?.find((name) => !isGroupName(name) || !served(name));
  if (missing !== undefined) throw new MisuseError(`the provider ${crypto.name} does not serve the group ${missing}`);
  return groups ?? defaultGroups.filter((name) => served(name) && (carrier === 'stream' || fitsDatagram(name)));
}
