/** Tests that are not counted as passed or failed, each with its reason. */

/** Tests by glob, where `*` stands for any characters. */
export interface Exception {
  readonly tests: readonly string[];
  readonly reason: string;
}

/** What we do not have yet, where the flags of a test do not say that it is needed. */
export const missing: readonly Exception[] = [
  {
    tests: ['*-TLS1-*', '*-TLS1', 'TLS1-*', '*-TLS11-*', '*-TLS11', 'TLS11-*', '*TLS1-TLS*', '*TLS11-TLS*'],
    reason: 'TLS 1.0 and TLS 1.1',
  },
  { tests: ['*_CBC_*', '*CBC*'], reason: 'CBC suites' },
  {
    tests: ['*-RSA_WITH_*', 'BadRSAClientKeyExchange-*', 'RSAKeyUsage-Client-WantEncipherment-*', 'NoCommonCurves'],
    reason: 'the RSA key exchange',
  },
  { tests: ['SendV2ClientHello-*', 'V2ClientHello-*'], reason: 'a first hello in the format of SSL 2.0' },
  { tests: ['TrustAnchors-*'], reason: 'trust anchor identifiers (an Internet-Draft)' },
];

/** What we do otherwise on purpose. */
export const declined: readonly Exception[] = [
  {
    tests: ['CertificateSelection-Client-*-MatchNone-*'],
    reason:
      'A client without a fitting certificate sends an empty Certificate and leaves the decision to the server (RFC 8446 §4.4.2)',
  },
  {
    tests: ['*-VerifyDefault-*', '*-SignDefault-*'],
    reason: 'Which signature schemes are on by default is a matter of taste: ours are not those of BoringSSL',
  },
  {
    tests: ['EmptyExtensions-ClientHello-TLS12'],
    reason:
      'A client that lists no signature algorithms asks for SHA-1, which nobody should sign with any more (RFC 9155 §3)',
  },
  {
    tests: ['EncryptedExtensionsWithKeyShare-*'],
    reason:
      'A known extension in the wrong message is an illegal_parameter (RFC 8446 §4.2), not an unsupported_extension',
  },
  {
    tests: ['GarbageCertificate-*'],
    reason:
      'A certificate that is not DER is a bad_certificate (RFC 8446 §6.2: "a certificate was corrupt"), not a decode_error',
  },
  {
    tests: ['TLS13-HRR-InvalidCompressionMethod'],
    reason:
      'A compression method other than null is a value that is not allowed: illegal_parameter, not decode_error (RFC 8446 §4.1.3)',
  },
  {
    tests: ['Shutdown-Shim-ApplicationData*', 'Shutdown-Shim-HelloRequest-*', 'Shutdown-Shim-*Renegotiate*'],
    reason: 'After our close_notify the peer may go on to send (RFC 8446 §6.1), so what it sends is no error',
  },
];
