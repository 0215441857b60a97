/** Failures of certificates and paths: why a peer is not accepted. */

import type { Failure } from './table.ts';

export const certificateFailures = {
  bad_der: {
    alert: 'bad_certificate',
    rule: 'X.690 §8 to §11',
    text: 'bytes are not the distinguished encoding of their type',
  },
  bad_pem: {
    alert: 'internal_error',
    rule: 'RFC 7468 §2',
    text: 'a text is not well-formed PEM',
  },
  malformed_key: {
    alert: 'internal_error',
    rule: 'RFC 5958 §2',
    text: 'a key is not well-formed',
  },
  malformed_crl: {
    alert: 'certificate_unknown',
    rule: 'RFC 5280 §5.1',
    text: 'a certificate revocation list is not well-formed',
  },
  malformed_ocsp: {
    alert: 'bad_certificate_status_response',
    rule: 'RFC 6960 §4',
    text: 'an OCSP request or response is not well-formed',
  },
  malformed_pkcs12: {
    alert: 'internal_error',
    rule: 'RFC 7292 §4',
    text: 'a PKCS #12 file is not well-formed',
  },
  malformed_request: {
    alert: 'internal_error',
    rule: 'RFC 2986 §4',
    text: 'a certification request is not well-formed',
  },
  malformed_certificate: {
    alert: 'bad_certificate',
    rule: 'RFC 5280 §4.1',
    text: 'a certificate is not a well-formed X.509 certificate in DER',
  },
  certificate_rejected: {
    alert: 'bad_certificate',
    rule: 'RFC 5280 §6.1',
    text: 'the certificate chain is not acceptable',
  },
  untrusted_key: {
    alert: 'certificate_unknown',
    rule: 'RFC 7250 §6',
    text: 'the raw public key of the peer is not among those that are trusted',
  },
  unknown_issuer: {
    alert: 'unknown_ca',
    rule: 'RFC 5280 §6.1',
    text: 'no path leads from the certificate to a trusted root',
  },
  certificate_expired: {
    alert: 'certificate_expired',
    rule: 'RFC 5280 §6.1.3 (a)(2)',
    text: 'a certificate is not valid at this time',
  },
  certificate_revoked: {
    alert: 'certificate_revoked',
    rule: 'RFC 5280 §6.1.3 (a)(3)',
    text: 'a certificate has been revoked',
  },
  name_mismatch: {
    alert: 'bad_certificate',
    rule: 'RFC 9525 §6',
    text: 'the certificate is not for the name that was asked for',
  },
  wrong_usage: {
    alert: 'unsupported_certificate',
    rule: 'RFC 5280 §4.2.1.12',
    text: 'a certificate may not be used for this purpose',
  },
  bad_certificate_signature: {
    alert: 'bad_certificate',
    rule: 'RFC 5280 §6.1.3 (a)(1)',
    text: 'the signature of a certificate is wrong',
  },
  weak_certificate: {
    alert: 'bad_certificate',
    rule: 'RFC 8446 §4.4.2.4',
    text: 'a certificate rests on an algorithm or a key that is not strong enough',
  },
  path_budget_exceeded: {
    alert: 'bad_certificate',
    rule: 'RFC 4158 §2',
    text: 'checking the certificates would take more work than is allowed',
  },
  revocation_unknown: {
    alert: 'certificate_unknown',
    rule: 'RFC 5280 §6.3',
    text: 'nothing says whether a certificate has been revoked',
  },
  bad_stapled_response: {
    alert: 'bad_certificate_status_response',
    rule: 'RFC 6066 §8',
    text: 'the stapled OCSP response is not acceptable',
  },
  missing_stapled_response: {
    alert: 'bad_certificate_status_response',
    rule: 'RFC 7633 §4.3.3',
    text: 'the certificate promises a stapled OCSP response, and none came',
  },
  insufficient_timestamps: {
    alert: 'bad_certificate',
    rule: 'RFC 6962 §3.2',
    text: 'too few known logs have promised to publish the certificate',
  },
  unasked_delegation: {
    alert: 'unexpected_message',
    rule: 'RFC 9345 §4.1.1',
    text: 'the certificate delegates to another key, which nobody asked for',
  },
  bad_delegated_credential: {
    alert: 'illegal_parameter',
    rule: 'RFC 9345 §4.1.3',
    text: 'the key to which the certificate is said to delegate is not acceptable',
  },
  no_trust_anchors: {
    alert: 'internal_error',
    rule: 'RFC 5280 §6.1.1 (d)',
    text: 'no trusted root was given, so nothing can be accepted',
  },
} as const satisfies Record<string, Failure>;
