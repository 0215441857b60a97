/** How the suites before TLS 1.3 agree on a secret and prove who takes part: the part of a name before `_WITH_`. */

/** Where the secret comes from. `tls13` means: negotiated apart, by supported_groups and pre_shared_key. */
export type KeyExchangeName =
  | 'tls13'
  | 'null'
  | 'rsa'
  | 'dh'
  | 'dhe'
  | 'ecdh'
  | 'ecdhe'
  | 'psk'
  | 'krb5'
  | 'srp'
  | 'eccpwd'
  | 'ecjpake'
  | 'gost'
  | 'fortezza';

/** What proves the server's identity. `any` means: negotiated apart, by signature_algorithms and pre_shared_key. */
export type AuthenticationName =
  | 'any'
  | 'anonymous'
  | 'rsa'
  | 'dss'
  | 'ecdsa'
  | 'psk'
  | 'krb5'
  | 'srp'
  | 'password'
  | 'gost'
  | 'fortezza';

export interface SuiteKeyExchange {
  readonly keyExchange: KeyExchangeName;
  readonly authentication: AuthenticationName;
  /** A shared key that goes into the secret besides what the key exchange yields (RFC 4279). */
  readonly preShared: boolean;
}

/** Each with what it means; `_EXPORT`, `_EXPORT1024` and `_FIPS` have been taken off the name. */
export const suiteKeyExchanges: ReadonlyMap<string, SuiteKeyExchange> = new Map([
  ['NULL', row('null', 'anonymous')],
  ['RSA', row('rsa', 'rsa')],
  ['DH_DSS', row('dh', 'dss')],
  ['DH_RSA', row('dh', 'rsa')],
  ['DH_anon', row('dhe', 'anonymous')],
  ['DHE_DSS', row('dhe', 'dss')],
  ['DHE_RSA', row('dhe', 'rsa')],
  ['ECDH_ECDSA', row('ecdh', 'ecdsa')],
  ['ECDH_RSA', row('ecdh', 'rsa')],
  ['ECDH_anon', row('ecdhe', 'anonymous')],
  ['ECDHE_ECDSA', row('ecdhe', 'ecdsa')],
  ['ECDHE_RSA', row('ecdhe', 'rsa')],
  ['PSK', row('psk', 'psk', true)],
  ['DHE_PSK', row('dhe', 'psk', true)],
  // The two CCM_8 suites of RFC 6655 are spelled in this order.
  ['PSK_DHE', row('dhe', 'psk', true)],
  ['ECDHE_PSK', row('ecdhe', 'psk', true)],
  ['RSA_PSK', row('rsa', 'rsa', true)],
  ['KRB5', row('krb5', 'krb5')],
  ['SRP_SHA', row('srp', 'srp')],
  ['SRP_SHA_RSA', row('srp', 'rsa')],
  ['SRP_SHA_DSS', row('srp', 'dss')],
  ['ECCPWD', row('eccpwd', 'password')],
  ['ECJPAKE', row('ecjpake', 'password')],
  ['GOSTR341112_256', row('gost', 'gost')],
  ['GOSTR341001', row('gost', 'gost')],
  ['GOSTR341094', row('gost', 'gost')],
  ['FORTEZZA_KEA', row('fortezza', 'fortezza')],
]);

function row(keyExchange: KeyExchangeName, authentication: AuthenticationName, preShared = false): SuiteKeyExchange {
  return { keyExchange, authentication, preShared };
}
