/** Suites that were deployed although IANA does not list them, so that old captures and servers can be named. */

export const unregisteredSuites: readonly (readonly [id: number, name: string])[] = [
  // SSL 3.0 (RFC 6101 §A.6); 0x001e is shared with Kerberos and keeps that name.
  [0x001c, 'SSL_FORTEZZA_KEA_WITH_NULL_SHA'],
  [0x001d, 'SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA'],
  // draft-ietf-tls-56-bit-ciphersuites: the relaxed export rules of 1999.
  [0x0060, 'TLS_RSA_EXPORT1024_WITH_RC4_56_MD5'],
  [0x0061, 'TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5'],
  [0x0062, 'TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA'],
  [0x0063, 'TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA'],
  [0x0064, 'TLS_RSA_EXPORT1024_WITH_RC4_56_SHA'],
  [0x0065, 'TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA'],
  [0x0066, 'TLS_DHE_DSS_WITH_RC4_128_SHA'],
  // draft-chudov-cryptopro-cptls
  [0x0080, 'TLS_GOSTR341094_WITH_28147_CNT_IMIT'],
  [0x0081, 'TLS_GOSTR341001_WITH_28147_CNT_IMIT'],
  [0x0082, 'TLS_GOSTR341094_WITH_NULL_GOSTR3411'],
  [0x0083, 'TLS_GOSTR341001_WITH_NULL_GOSTR3411'],
  // draft-cragie-tls-ecjpake, used by Thread.
  [0xc0ff, 'TLS_ECJPAKE_WITH_AES_128_CCM_8'],
  // draft-agl-tls-chacha20poly1305, which Chrome and Google spoke in 2014.
  [0xcc13, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305'],
  [0xcc14, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305'],
  [0xcc15, 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305'],
  // Netscape, to tell its validated module from others.
  [0xfefe, 'SSL_RSA_FIPS_WITH_DES_CBC_SHA'],
  [0xfeff, 'SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA'],
  [0xffe0, 'SSL_RSA_OLDFIPS_WITH_3DES_EDE_CBC_SHA'],
  [0xffe1, 'SSL_RSA_OLDFIPS_WITH_DES_CBC_SHA'],
];
