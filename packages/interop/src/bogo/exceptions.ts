/** Failures that are none: each with its reason. A test that passes needs no exception. */

import { datagramsDeclined } from './exceptions-datagrams.ts';

/** Tests by glob, where `*` stands for any characters. */
export interface Exception {
  readonly tests: readonly string[];
  readonly reason: string;
}

/** What we do not have yet, where the flags of a test do not say that it is needed. */
export const missing: readonly Exception[] = [
  { tests: ['TrustAnchors-*', '*-TrustAnchors-*'], reason: 'trust anchor identifiers (an Internet-Draft)' },
];

/** What we do otherwise on purpose. */
export const declined: readonly Exception[] = [
  ...datagramsDeclined,
  {
    tests: ['PSK-Client-PSKRequired-TLS12-*'],
    reason:
      'A client whose keys are for TLS 1.3 alone offers no other version, so that a server of TLS 1.2 is the one to refuse (RFC 8446 §4.1.2)',
  },
  {
    tests: ['EncryptedExtensionsWithKeyShare-*', '*-ECH-*Client-TLS12-RejectRetryConfigs'],
    reason:
      'A known extension in the wrong message is an illegal_parameter (RFC 8446 §4.2), not an unsupported_extension',
  },
  {
    tests: [
      'GarbageCertificate-*',
      'ServerCertificateType-Client-RequestsRPKX509-NegotiatedX509*-ServerIncorrectlySentRPK-TLS13',
    ],
    reason:
      'A certificate that is not DER is a bad_certificate (RFC 8446 §6.2: "a certificate was corrupt"), not a decode_error',
  },
  {
    tests: ['TLS13-HRR-InvalidCompressionMethod'],
    reason:
      'A compression method other than null is a value that is not allowed: illegal_parameter, not decode_error (RFC 8446 §4.1.3)',
  },
  {
    tests: [
      'PSK-Server-IdentityDoesNotMatch-*',
      'PSK-Server-MissingPSKMode-NoMatch-*',
      'PSK-Server-NoCommonPSKs-*',
      'PSK-Server-PartialImport-NoMatch-*',
    ],
    reason: 'A server that knows none of the keys may say so: unknown_psk_identity is for that (RFC 8446 §6.2)',
  },
  {
    tests: ['DuplicateExtension*'],
    reason:
      'A repeated extension is an illegal_parameter, as in OpenSSL: no RFC names an alert, and each of them can be decoded',
  },
  {
    tests: ['TrailingMessageData-*Finished-*'],
    reason:
      'A Finished of the wrong length cannot be decoded: decode_error, before anything is compared (RFC 8446 §6.2)',
  },
  {
    tests: ['Renegotiate-Client-Forbidden*', 'Renegotiate-Client-Once-2', 'Renegotiate-ForbidAfterHandshake'],
    reason:
      'A HelloRequest that we do not follow is answered with no_renegotiation, which “is always a warning” (RFC 5246 §7.2.2)',
  },
  {
    tests: ['NoFalseStart-NoALPN*'],
    reason: 'False Start asks for a suite with forward secrecy and an AEAD, not for ALPN (RFC 7918 §4)',
  },
  {
    tests: ['PSK-Server-ServerPreferenceOrder-*', 'PSK-Server-CertOrPSK-Cert-*'],
    reason:
      'Of the keys that a server knows it uses the one that the client names first, and no certificate: the choice is its own (RFC 8446 §4.2.11)',
  },
  {
    tests: ['Renegotiate-Client-Packed'],
    reason: 'A HelloRequest may share a record with Finished: the keys are the same (RFC 5246 §6.2.1)',
  },
  {
    tests: ['Client-RejectJDK11DowngradeRandom'],
    reason: 'A mark that only one defective implementation sent, in a random value that no RFC reserves',
  },
  {
    tests: ['DuplicateCertCompressionExt-*', 'DuplicateCertCompressionExt2-*'],
    reason:
      'RFC 8879 §3 does not forbid that an algorithm is listed twice: like every list of preferences it is read once',
  },
  {
    tests: [
      'Resume-Server-BinderWrongLength-*',
      'PSK-Server-BinderWrongLength-*',
      'Resume-Server-TLS1*-TLS*-TLS',
      'Resume-Server-TLS1*-TLS*-DTLS',
    ],
    reason:
      'Where TLS 1.3 is spoken, a binder of less than 32 bytes cannot be decoded (RFC 8446 §4.2.11, §6), chosen or not',
  },
  {
    tests: ['ClientCertificateType-Server-NoClientHelloCertTypes-NoSharedType-VerifyPeer-*'],
    reason:
      'A client that never heard of raw public keys is not asked for one where it may do without: RFC 7250 §4.2 speaks of clients that list types',
  },
  {
    tests: ['ClientCertificateType-Server-RejectsInvalidEmptyExtension-*'],
    reason: 'An empty list of certificate types cannot be decoded (RFC 7250 §3): decode_error, not illegal_parameter',
  },
  {
    tests: [
      'CertificateSelection-Server-CertificateType-Unknown-*-MatchNone-*',
      'CertificateSelection-Server-CertificateType-MatchesRawPublicKeyOver*-MatchNone-*',
    ],
    reason:
      'A server that shares no certificate type with its client says unsupported_certificate (RFC 7250 §4.2), not handshake_failure',
  },
];
