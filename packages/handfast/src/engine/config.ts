/** Options become settings: checked once, frozen, shared by any number of connections. */

import { MisuseError } from '../base/errors.ts';
import { canAgree, canProtect } from '../crypto/capabilities.ts';
import { CertificateMemory } from '../handshake/certificate-memory.ts';
import type { Settings } from '../handshake/settings.ts';
import { defaultSuites, isSuiteName, type NegotiableSuite, suiteNamed } from '../registry/cipher-suites.ts';
import { defaultGroups, type GroupName, isGroupName } from '../registry/groups.ts';
import {
  certificateSchemes,
  isSigningSchemeName,
  negotiableSchemes,
  type SignatureScheme,
  schemeNamed,
} from '../registry/signature-schemes.ts';
import { isNegotiableVersionName, isOlder, type VersionRow, versionNamed } from '../registry/versions.ts';
import { judgeWith } from './judge.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { type Observer, observers } from './observer.ts';
import type { CommonOptions } from './options.ts';

/** What a connection needs beside its handshake's settings. */
export interface ConnectionSettings extends Settings {
  readonly observer: Observer;
  readonly limits: Limits;
  readonly paddedTo: number;
  /** Insecure: the judge has no say. */
  readonly acceptsAnyPeer: boolean;
  /** In records; infinity leaves it to the AEAD. */
  readonly keyUpdateAfter: number;
  /** In milliseconds. */
  readonly handshakeTimeout: number | undefined;
}

/** What both sides have in common. Throws `MisuseError` with a sentence that says what to change. */
export function commonSettings(options: CommonOptions): ConnectionSettings {
  const { crypto, recordSizeLimit, padRecordsTo = 1, keyUpdateAfter, handshakeTimeout } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const certificates = new CertificateMemory();
  check('recordSizeLimit', recordSizeLimit, 64, 2 ** 14 + 1);
  check('padRecordsTo', padRecordsTo, 1, 2 ** 14);
  check('keyUpdateAfter', keyUpdateAfter, 64, Number.MAX_SAFE_INTEGER);
  check('handshakeTimeout', handshakeTimeout, 1, Number.MAX_SAFE_INTEGER);
  return {
    crypto,
    versions: chosenVersions(options),
    cipherSuites: chosenSuites(options),
    groups: chosenGroups(options),
    signatureSchemes: chosenSchemes(options),
    certificateSchemes,
    protocols: checkedProtocols(options.protocols ?? []),
    middleboxCompatibility: options.middleboxCompatibility ?? true,
    recordSizeLimit,
    maxChain: limits.chain,
    certificates,
    judge: judgeWith(options.trust, options.insecureAcceptAnyCertificate ?? false, certificates.signatures),
    acceptsAnyPeer: options.insecureAcceptAnyCertificate ?? false,
    observer: options.observer ?? {},
    limits,
    paddedTo: padRecordsTo,
    keyUpdateAfter: keyUpdateAfter ?? Number.POSITIVE_INFINITY,
    handshakeTimeout,
  };
}

/** Settings with one more observer. */
export function observed<S extends ConnectionSettings>(settings: S, observer: Observer | undefined): S {
  return observer === undefined ? settings : { ...settings, observer: observers(settings.observer, observer) };
}

/** Throws `MisuseError` unless a number lies within its bounds. */
export function check(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new MisuseError(`${name} must be a whole number from ${least} to ${most}, not ${value}`);
}

function chosenVersions({ versions = ['TLS 1.3'] }: CommonOptions): readonly VersionRow[] {
  const unknown = versions.find((name) => !isNegotiableVersionName(name));
  if (unknown !== undefined) throw new MisuseError(`${unknown} is not a version that can be negotiated`);
  if (versions.length === 0) throw new MisuseError('versions is empty: nothing could be negotiated');
  return [...versions].sort((a, b) => (isOlder(a, b) ? -1 : isOlder(b, a) ? 1 : 0)).map(versionNamed);
}

function chosenSchemes({ signatureSchemes }: CommonOptions): readonly SignatureScheme[] {
  const unknown = signatureSchemes?.find((name) => !isSigningSchemeName(name));
  if (unknown !== undefined) throw new MisuseError(`${unknown} is not a scheme that can sign a handshake`);
  if (signatureSchemes?.length === 0) throw new MisuseError('signatureSchemes is empty: nobody could be verified');
  return signatureSchemes?.map(schemeNamed) ?? negotiableSchemes;
}

/** Suites that were asked for must be there; of the default ones, those that the provider can serve are used. */
function chosenSuites({ crypto, cipherSuites }: CommonOptions): readonly NegotiableSuite[] {
  const served = (suite: NegotiableSuite) => canProtect(crypto, suite);
  const missing = cipherSuites?.find((name) => !isSuiteName(name) || !served(suiteNamed(name)));
  if (missing !== undefined) throw new MisuseError(`the provider ${crypto.name} does not serve the suite ${missing}`);
  const suites = cipherSuites?.map(suiteNamed) ?? defaultSuites.map(suiteNamed).filter(served);
  if (suites.length === 0) throw new MisuseError('there is no cipher suite left that could be negotiated');
  return suites;
}

/** Groups that were asked for must be there; of the default ones, those that the provider can serve are used. */
function chosenGroups({ crypto, groups }: CommonOptions): readonly GroupName[] {
  const served = (name: GroupName) => canAgree(crypto, name);
  const missing = groups?.find((name) => !isGroupName(name) || !served(name));
  if (missing !== undefined) throw new MisuseError(`the provider ${crypto.name} does not serve the group ${missing}`);
  const chosen = groups ?? defaultGroups.filter(served);
  if (chosen.length === 0) throw new MisuseError('there is no key exchange group left that could be negotiated');
  return chosen;
}

function checkedProtocols(protocols: readonly string[]): readonly string[] {
  for (const protocol of protocols) {
    // oxlint-disable-next-line no-control-regex -- any byte may stand in a protocol name
    if (!/^[\x00-\xff]{1,255}$/.test(protocol)) {
      throw new MisuseError('an application protocol must be 1 to 255 characters, each one byte');
    }
  }
  return protocols;
}
