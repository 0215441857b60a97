/** The legacy configuration: a value that makes old versions and weak suites negotiable. */

import { utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { SrpCredentials } from '../crypto/srp.ts';
import { classicMechanisms } from '../handshake/classic/default-mechanisms.ts';
import { ecdhShares } from '../handshake/classic/ecdh-shares.ts';
import { type ClassicMechanisms, findMechanism } from '../handshake/classic/mechanisms.ts';
import type { LegacyPlug } from '../handshake/classic/plug.ts';
import { signedExchange } from '../handshake/classic/signed-exchange.ts';
import { canProtectLegacy } from '../record/protection-legacy.ts';
import { isVersionName, type VersionName, versionNamed } from '../registry/versions.ts';
import { dhShares } from './dh-shares.ts';
import { fieldRules } from './fields.ts';
import { psk, pskExchange, rsaPsk } from './psk.ts';
import { rsa } from './rsa.ts';
import {
  legacyFinalKeys,
  legacyKeyLengths,
  legacyPrf,
  legacyProtection,
  legacyVerifyData,
  unsplitProtection,
} from './schedule.ts';
import {
  type LegacySchemeName,
  legacySchemes,
  signaturesWith,
  ssl3Signatures,
  unnamedSignatures,
} from './signatures.ts';
import { type SrpServerOptions, srpShares, srpUser } from './srp.ts';
import { translateSsl2Hello } from './ssl2-hello.ts';
import { staticDh } from './static-dh.ts';
import { staticEcdh } from './static-ecdh.ts';
import { defaultLegacySuites, legacySuite } from './suites.ts';
import { unsignedExchange } from './unsigned-exchange.ts';

/** Versions that nobody should speak any more. RFC 8996, RFC 7568 */
export type LegacyVersionName = 'TLS 1.1' | 'TLS 1.0' | 'SSL 3.0' | 'DTLS 1.0';

export interface LegacyOptions {
  /** Beside those of the configuration, whose `versions` may then be empty. Default: none. */
  readonly versions?: readonly LegacyVersionName[] | undefined;
  /** Suites by their IANA names, after those of the configuration, whose `cipherSuites` may then be empty. */
  readonly cipherSuites?: readonly string[] | undefined;
  /** SHA-1 in TLS 1.2, where a peer that does not say what it accepts means just this. Default: none. */
  readonly signatureSchemes?: readonly LegacySchemeName[] | undefined;
  /** The shortest prime that a server may choose for Diffie-Hellman, in bits: 1,024 at least. Default 2,048. */
  readonly leastPrimeBits?: number | undefined;
  /**
   * Take fields of servers without testing them, because theirs are neither safe primes nor known by RFC 7919, 3526 or
   * 2409: those of RFC 5114, say. Default false.
   */
  readonly unprovenGroups?: boolean | undefined;
  /** Who a client is, and the password that proves it in SRP suites. */
  readonly srpCredentials?: SrpCredentials | undefined;
  /** Whom a server knows. */
  readonly srpUsers?: SrpServerOptions | undefined;
  /** A server's: tells clients which of their keys to use, in words that both sides understand. Default: nothing. */
  readonly pskIdentityHint?: string | undefined;
  /**
   * The shortest pre-shared key, in bytes. RFC 4279 §5.3 wants keys of any length to work; whoever listens can try all
   * short ones at leisure. Default 16.
   */
  readonly leastPskBytes?: number | undefined;
  /** A server's: understand a ClientHello in the form of SSL 2.0, though nothing else of it. Default false. */
  readonly ssl2ClientHello?: boolean | undefined;
  /** RFC 3749: DEFLATE, whose lengths betray what is compressed together (CRIME). Never with TLS 1.3. Default false. */
  readonly compression?: boolean | undefined;
  /**
   * Believe certificates with DSA keys, with RSA keys from 1,024 bits, and with SHA-1 signatures, which OCSP responses may
   * have too (the profile `legacy` of the path verifier). Default false.
   */
  readonly weakCertificates?: boolean | undefined;
  /**
   * Do without a record of its own for the first byte of data, where a block cipher chains its records (SSL 3.0,
   * TLS 1.0), since some old servers fail with it: whoever can choose what is sent finds out the rest (BEAST). Default
   * false.
   */
  readonly insecureUnsplitRecords?: boolean | undefined;
  /**
   * Resume sessions whose secret nothing binds to their handshake, with peers that do not know extended_master_secret: SSL
   * 3.0 has none of it. Somebody between two of them can make both connections look alike (the triple handshake, RFC 7627
   * §5.4): they are not renegotiated, and neither export keys nor have a tls-unique. Default false.
   */
  readonly insecureUnboundSessions?: boolean | undefined;
  /** RFC 6066 §7: MACs cut to 10 bytes, for who asks for them. Default false. */
  readonly truncatedMacs?: boolean | undefined;
}

/**
 * What goes into the option `legacy` of a client or a server. Every version and suite in it has known weaknesses:
 * `suiteByName(name).weaknesses` says which. Throws `MisuseError` for what cannot be negotiated at all.
 */
export function legacy(options: LegacyOptions): LegacyPlug {
  const { versions = [], cipherSuites = defaultLegacySuites, signatureSchemes = [] } = options;
  const mechanisms = mechanismsFor(options);
  return Object.freeze({
    versions: versions.map(legacyVersion),
    cipherSuites: cipherSuites.map((name) => {
      const suite = legacySuite(name);
      if (findMechanism(mechanisms, suite) !== undefined) return suite;
      throw new MisuseError(`nothing here can agree on keys for ${name}`);
    }),
    signatureSchemes: legacySchemes(signatureSchemes),
    weakCertificates: options.weakCertificates ?? false,
    leastPskBytes: options.leastPskBytes ?? 16,
    mechanisms,
    translateOldHello: options.ssl2ClientHello === true ? translateSsl2Hello : undefined,
    canProtect: canProtectLegacy,
  });
}

function mechanismsFor(options: LegacyOptions): ClassicMechanisms {
  const {
    signatureSchemes = [],
    leastPrimeBits = 2048,
    truncatedMacs,
    unprovenGroups,
    insecureUnsplitRecords = false,
    compression,
    insecureUnboundSessions = false,
    srpCredentials,
    srpUsers,
  } = options;
  if (!Number.isInteger(leastPrimeBits) || leastPrimeBits < 1024) {
    throw new MisuseError('leastPrimeBits must be a whole number from 1,024 on');
  }
  const hint = utf8(options.pskIdentityHint ?? '');
  const fields = fieldRules(leastPrimeBits, unprovenGroups ?? false);
  const dh = dhShares(fields);
  const srp = srpShares(srpCredentials, srpUsers);
  const named = signaturesWith(legacySchemes(signatureSchemes));
  return {
    keyExchanges: [
      ...classicMechanisms.keyExchanges,
      signedExchange(dh),
      rsa,
      unsignedExchange(ecdhShares, 'anonymous'),
      unsignedExchange(dh, 'anonymous'),
      unsignedExchange(srp, 'srp'),
      signedExchange(srp),
      staticEcdh,
      staticDh(fields),
      psk(hint),
      pskExchange(ecdhShares, hint),
      pskExchange(dh, hint),
      rsaPsk(hint),
    ],
    prfOf: legacyPrf,
    signaturesOf: ({ signature, mac }) =>
      signature === 'scheme' ? named : mac === 'ssl3' ? ssl3Signatures : unnamedSignatures,
    keyLengths: legacyKeyLengths,
    finalKeys: legacyFinalKeys,
    protectionOf: insecureUnsplitRecords ? unsplitProtection : legacyProtection,
    verifyData: legacyVerifyData,
    encryptsThenMacs: true,
    truncatesMacs: truncatedMacs ?? false,
    compresses: compression ?? false,
    resumesUnbound: insecureUnboundSessions,
    user: srpUser(srpCredentials),
  };
}

function legacyVersion(name: VersionName) {
  if (!isVersionName(name) || versionNamed(name).flow !== 'classic') {
    throw new MisuseError(`${name} is not a legacy version`);
  }
  return versionNamed(name);
}
