/** Where to look when an alert appears: causes seen in the field, the likeliest first. */

import type { AlertName } from '../../base/alert-names.ts';

export const alertHints: { readonly [N in AlertName]?: readonly string[] } = {
  unexpected_message: [
    'the two sides disagree about what was negotiated: compare their versions and options',
    'data that belongs to another protocol reached the TLS port',
  ],
  bad_record_mac: [
    'one side is broken, or bytes were changed on the way',
    'with FTPS: a firewall rewrites addresses in the control channel, which it can no longer read',
    'a pre-shared key or password differs between the two sides',
  ],
  handshake_failure: [
    'no common cipher suite, group or signature scheme: compare what both sides allow',
    'the server needs server_name and did not get it, or has no certificate for it',
    'a server before TLS 1.3 wanted a client certificate and got none',
  ],
  bad_certificate: ['the certificate file is damaged', 'the certificate is for another name than the one asked for'],
  unsupported_certificate: [
    'a certificate for servers only was used by a client: look at its extended key usage',
    'the type of key or signature is one that the peer does not know',
  ],
  certificate_revoked: ['ask the issuer for the reason, and replace the key together with the certificate'],
  certificate_expired: [
    'check every certificate of the chain, not the first alone: an intermediate may have expired',
    'the clock of the peer may be wrong',
  ],
  certificate_unknown: ['the peer refuses the certificate and keeps the reason to itself: its log will tell'],
  illegal_parameter: ['a device between the two sides changes the handshake', 'one side is broken'],
  unknown_ca: [
    'the server does not send its intermediate certificates',
    'the issuer is private and the peer has not been told to trust it',
  ],
  access_denied: ['no client certificate was given where one is needed', 'the certificate is not on the list'],
  decode_error: ['one side is broken', 'a device between the two sides changes the handshake'],
  decrypt_error: [
    'certificate and private key do not belong together',
    'a ticket or pre-shared key is not the one that the peer has',
  ],
  protocol_version: ['one side allows only versions that the other has dropped: TLS 1.0 and 1.1 are often off'],
  insufficient_security: ['the server demands longer keys or stronger suites than the client offers'],
  internal_error: ['the log of the peer will tell: memory, configuration, a signing device that does not answer'],
  inappropriate_fallback: ['the first attempt failed for some other reason and the client tried an older version'],
  no_renegotiation: ['the peer refuses a second handshake, as it should unless it needs one for client certificates'],
  missing_extension: ['an offer of TLS 1.3 lacks key_share, supported_groups or signature_algorithms'],
  unrecognized_name: [
    'the name in server_name is not one that this server serves: compare it with its virtual hosts',
    'the server falls back to a default certificate and says so with a warning',
  ],
  bad_certificate_status_response: ['the stapled OCSP response is stale, or signed by another than the issuer'],
  unknown_psk_identity: ['the identity is misspelt, or the server has not been given this key'],
  certificate_required: ['no client certificate was given, or the client found none that fits the request'],
  no_application_protocol: ['the lists of ALPN names have nothing in common, such as h2 against http/1.1'],
  ech_required: ['the published ECH configuration is older than the key of the server'],
};
