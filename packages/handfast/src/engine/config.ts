/** Options become settings: checked once, frozen, shared by any number of connections. */

import type { AlertName } from '../base/alert-names.ts';
import { MisuseError } from '../base/errors.ts';
import { canVerify } from '../crypto/capabilities.ts';
import { CertificateMemory } from '../handshake/certificate-memory.ts';
import { classicMechanisms } from '../handshake/classic/default-mechanisms.ts';
import type { LegacyPlug } from '../handshake/classic/plug.ts';
import type { Settings } from '../handshake/settings.ts';
import { isSchemeName, type SignatureScheme, schemeNamed, usualSchemes } from '../registry/signature-schemes.ts';
import type { TimestampRequest } from '../x509/path/timestamps.ts';
import { chosenCarrier, type DatagramSettings, datagramSettings } from './carrier.ts';
import { peerTypes } from './certificate-types.ts';
import { judgeWith } from './judge.ts';
import { judgeKeysWith } from './judge-keys.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { negotiables } from './negotiables.ts';
import { type Observer, observers } from './observer.ts';
import type { CommonOptions } from './options.ts';
import { parsedPsks } from './psks.ts';

/** What a connection needs beside its handshake's settings. */
export interface ConnectionSettings extends Settings, DatagramSettings {
  readonly observer: Observer;
  readonly limits: Limits;
  readonly paddedTo: number;
  /** The largest content of a record that we send. */
  readonly mostSent: number;
  /** Insecure: the judge has no say. */
  readonly acceptsAnyPeer: boolean;
  /** In records; infinity leaves it to the AEAD. */
  readonly keyUpdateAfter: number;
  /** In milliseconds. */
  readonly handshakeTimeout: number | undefined;
  /** How many renegotiations the peer may begin. */
  readonly renegotiationLimit: number;
  readonly renegotiationBeyondLimit: 'refuse' | 'end';
  readonly unacceptableWarnings: readonly AlertName[] | 'all';
  /** Makes a ClientHello of one in the form of SSL 2.0; `undefined` refuses them. */
  readonly translateOldHello: LegacyPlug['translateOldHello'];
}

/** Which promises of logs the peer's leaf must have. */
export type TimestampPolicy = Omit<TimestampRequest, 'delivered'> | undefined;

/** What both sides have in common; `keysOnly` offers no suite whose server would need a certificate. Throws `MisuseError` with a sentence that says what to change. */
export function commonSettings(
  options: CommonOptions,
  timestamps?: TimestampPolicy,
  keysOnly = false,
): ConnectionSettings {
  const { crypto, recordSizeLimit, padRecordsTo = 1, keyUpdateAfter, handshakeTimeout } = options;
  const carrier = chosenCarrier(options);
  const schemes = chosenSchemes(options);
  // Datagrams may be empty: that is no way to keep anybody busy for free.
  const unlimited = carrier === 'datagram' ? { emptyRecords: Number.POSITIVE_INFINITY } : {};
  const limits = { ...defaultLimits, ...unlimited, ...options.limits };
  const certificates = new CertificateMemory();
  check('recordSizeLimit', recordSizeLimit, 64, 2 ** 14 + 1);
  check('maxSendFragment', options.maxSendFragment, 512, 2 ** 14);
  check('padRecordsTo', padRecordsTo, 1, 2 ** 14);
  check('renegotiationLimit', options.renegotiationLimit, 0, Number.MAX_SAFE_INTEGER);
  check('keyUpdateAfter', keyUpdateAfter, 64, Number.MAX_SAFE_INTEGER);
  check('handshakeTimeout', handshakeTimeout, 1, Number.MAX_SAFE_INTEGER);
  return {
    crypto,
    carrier,
    ...datagramSettings(options),
    ...negotiables(options, carrier, keysOnly),
    signatureSchemes: [...schemes, ...(options.legacy?.signatureSchemes ?? [])],
    certificateSchemes: [...usualSchemes, ...schemes.filter((scheme) => scheme.onRequest && !scheme.clientsOnly)],
    delegations: undefined,
    protocols: checkedProtocols(options.protocols ?? []),
    middleboxCompatibility: carrier === 'stream' && (options.middleboxCompatibility ?? true),
    recordSizeLimit,
    maxChain: limits.chain,
    longestMessage: limits.handshakeMessage,
    compressors: checkedCompressors(options),
    certificates,
    judge: judgeWith(
      options.trust,
      options.insecureAcceptAnyCertificate ?? false,
      certificates.signatures,
      options.legacy?.weakCertificates === true ? 'legacy' : 'rfc5280',
      timestamps,
    ),
    judgeKey: judgeKeysWith(options.trustedKeys, options.legacy?.weakCertificates === true ? 1024 : 2048),
    peerCertificateTypes: peerTypes(options),
    acceptsAnyPeer: options.insecureAcceptAnyCertificate ?? false,
    externalPsks: parsedPsks(options, carrier),
    pskModes: options.pskModes ?? ['psk_dhe_ke'],
    renegotiation: options.renegotiation ?? 'refuse',
    translateOldHello: options.legacy?.translateOldHello,
    renegotiationLimit: options.renegotiationLimit ?? 1,
    renegotiationBeyondLimit: options.renegotiationBeyondLimit ?? 'refuse',
    unacceptableWarnings: options.unacceptableWarnings ?? [],
    classic: options.legacy?.mechanisms ?? classicMechanisms,
    observer: options.observer ?? {},
    limits,
    paddedTo: padRecordsTo,
    mostSent: options.maxSendFragment ?? 2 ** 14,
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

function chosenSchemes({ crypto, signatureSchemes, legacy }: CommonOptions): readonly SignatureScheme[] {
  const unknown = signatureSchemes?.find((name) => !isSchemeName(name));
  if (unknown !== undefined) throw new MisuseError(`${unknown} is not a scheme that can sign a handshake`);
  if (signatureSchemes?.length === 0 && !legacy?.signatureSchemes.length)
    throw new MisuseError('signatureSchemes is empty: nobody could be verified');
  const schemes = signatureSchemes?.map(schemeNamed) ?? usualSchemes;
  const missing = schemes.find((scheme) => !canVerify(crypto, scheme));
  if (missing !== undefined) throw new MisuseError(`the provider ${crypto.name} does not verify ${missing.name}`);
  return schemes;
}

/** Numbers below are for registered algorithms. RFC 8879 §7.3 */
function checkedCompressors({ certificateCompression = [] }: CommonOptions) {
  for (const { algorithm } of certificateCompression) {
    if (typeof algorithm === 'number') check('the algorithm of a certificateCompression', algorithm, 16_384, 65_535);
  }
  return certificateCompression;
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
