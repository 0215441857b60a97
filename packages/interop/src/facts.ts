/** The names and code points that the matrix runs over, kept apart from the library's own tables so that a wrong row there is seen here. */

export type GroupKind = 'hybrid' | 'xdh' | 'ecdhe' | 'ffdhe';

interface Group {
  readonly code: number;
  readonly kind: GroupKind;
}

/** Versions that are tried. */
export const versionNames = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;
export type VersionName = (typeof versionNames)[number];

/** Named groups by their IANA names, those of the kinds xdh and ecdhe in TLS 1.2 too. RFC 8446 §4.2.7, draft-ietf-tls-ecdhe-mlkem */
export const groups = {
  X25519MLKEM768: { code: 0x11ec, kind: 'hybrid' },
  SecP256r1MLKEM768: { code: 0x11eb, kind: 'hybrid' },
  SecP384r1MLKEM1024: { code: 0x11ed, kind: 'hybrid' },
  x25519: { code: 0x001d, kind: 'xdh' },
  x448: { code: 0x001e, kind: 'xdh' },
  secp256r1: { code: 0x0017, kind: 'ecdhe' },
  secp384r1: { code: 0x0018, kind: 'ecdhe' },
  secp521r1: { code: 0x0019, kind: 'ecdhe' },
  ffdhe2048: { code: 0x0100, kind: 'ffdhe' },
  ffdhe3072: { code: 0x0101, kind: 'ffdhe' },
  ffdhe4096: { code: 0x0102, kind: 'ffdhe' },
  ffdhe6144: { code: 0x0103, kind: 'ffdhe' },
  ffdhe8192: { code: 0x0104, kind: 'ffdhe' },
} as const satisfies Record<string, Group>;

export type GroupName = keyof typeof groups;

/** Every group, in the order above. */
export const groupNames: readonly GroupName[] = keysOf(groups);

/** Those of runtimes that know no ML-KEM. */
export const oldGroupNames: readonly GroupName[] = groupNames.filter((name) => groups[name].kind !== 'hybrid');

/** Cipher suites of TLS 1.3. RFC 8446 §B.4 */
export const suites = {
  TLS_AES_128_GCM_SHA256: 0x1301,
  TLS_AES_256_GCM_SHA384: 0x1302,
  TLS_CHACHA20_POLY1305_SHA256: 0x1303,
  TLS_AES_128_CCM_SHA256: 0x1304,
  TLS_AES_128_CCM_8_SHA256: 0x1305,
} as const;

export type SuiteName = keyof typeof suites;

/** Every suite, by code point. */
export const suiteNames: readonly SuiteName[] = keysOf(suites);

/** Cipher suites of TLS 1.2 that are worth having. RFC 5289, RFC 7905, RFC 7251 */
export const classicSuites = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 0xc02b,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 0xc02c,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca9,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 0xc02f,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 0xc030,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca8,
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM: 0xc0ac,
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: 0xc0ae,
} as const;

export type ClassicSuiteName = keyof typeof classicSuites;

interface LegacySuite {
  readonly code: number;
  /** What OpenSSL calls it. */
  readonly openssl: string;
  /** Whether it needs the PRF or the MAC of TLS 1.2. */
  readonly modern?: true;
  /** The version that has it no more: for export RFC 4346 §A.5, for DES and IDEA RFC 5469. */
  readonly gone?: 'TLS 1.1' | 'TLS 1.2';
}

/** Suites that nobody should use any more, of each kind that somebody may still have. RFC 5246 §A.5, RFC 4492 §6 */
export const legacySuites = {
  TLS_RSA_WITH_NULL_SHA: { code: 0x0002, openssl: 'NULL-SHA' },
  TLS_RSA_EXPORT_WITH_RC4_40_MD5: { code: 0x0003, openssl: 'EXP-RC4-MD5', gone: 'TLS 1.1' },
  TLS_RSA_WITH_RC4_128_MD5: { code: 0x0004, openssl: 'RC4-MD5' },
  TLS_RSA_WITH_RC4_128_SHA: { code: 0x0005, openssl: 'RC4-SHA' },
  TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5: { code: 0x0006, openssl: 'EXP-RC2-CBC-MD5', gone: 'TLS 1.1' },
  TLS_RSA_WITH_IDEA_CBC_SHA: { code: 0x0007, openssl: 'IDEA-CBC-SHA', gone: 'TLS 1.2' },
  TLS_RSA_EXPORT_WITH_DES40_CBC_SHA: { code: 0x0008, openssl: 'EXP-DES-CBC-SHA', gone: 'TLS 1.1' },
  TLS_RSA_WITH_DES_CBC_SHA: { code: 0x0009, openssl: 'DES-CBC-SHA', gone: 'TLS 1.2' },
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: { code: 0x000a, openssl: 'DES-CBC3-SHA' },
  TLS_RSA_WITH_AES_128_CBC_SHA: { code: 0x002f, openssl: 'AES128-SHA' },
  TLS_RSA_WITH_CAMELLIA_128_CBC_SHA: { code: 0x0041, openssl: 'CAMELLIA128-SHA' },
  TLS_RSA_WITH_SEED_CBC_SHA: { code: 0x0096, openssl: 'SEED-SHA' },
  TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA: { code: 0x0014, openssl: 'EXP-EDH-RSA-DES-CBC-SHA', gone: 'TLS 1.1' },
  TLS_DH_DSS_WITH_AES_128_CBC_SHA: { code: 0x0030, openssl: 'DH-DSS-AES128-SHA' },
  TLS_DH_RSA_WITH_AES_128_CBC_SHA: { code: 0x0031, openssl: 'DH-RSA-AES128-SHA' },
  TLS_DHE_DSS_WITH_AES_128_CBC_SHA: { code: 0x0032, openssl: 'DHE-DSS-AES128-SHA' },
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA: { code: 0x0033, openssl: 'DHE-RSA-AES128-SHA' },
  TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA: { code: 0xc004, openssl: 'ECDH-ECDSA-AES128-SHA' },
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: { code: 0xc014, openssl: 'ECDHE-RSA-AES256-SHA' },
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: { code: 0xc009, openssl: 'ECDHE-ECDSA-AES128-SHA' },
  TLS_RSA_WITH_AES_256_CBC_SHA256: { code: 0x003d, openssl: 'AES256-SHA256', modern: true },
  TLS_RSA_WITH_AES_128_GCM_SHA256: { code: 0x009c, openssl: 'AES128-GCM-SHA256', modern: true },
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384: { code: 0x009f, openssl: 'DHE-RSA-AES256-GCM-SHA384', modern: true },
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: { code: 0xc023, openssl: 'ECDHE-ECDSA-AES128-SHA256', modern: true },
  TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256: { code: 0xc060, openssl: 'ECDHE-ARIA128-GCM-SHA256', modern: true },
  TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256: { code: 0xc08a, openssl: 'none', modern: true },
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305: { code: 0xcc13, openssl: 'none', modern: true },
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305: { code: 0xcc14, openssl: 'none', modern: true },
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305: { code: 0xcc15, openssl: 'none', modern: true },
} as const satisfies Record<string, LegacySuite>;

export type LegacySuiteName = keyof typeof legacySuites;
export type AnySuiteName = SuiteName | ClassicSuiteName | LegacySuiteName;

/** In the order above. */
export const legacySuiteNames: readonly LegacySuiteName[] = keysOf(legacySuites);

/** What is said about a suite, if it is one of these. */
export const legacySuite = (name: string): LegacySuite | undefined =>
  (legacySuites as Readonly<Record<string, LegacySuite>>)[name];

/** Those that other peers still have: not export with RC2, nor keys of certificates that agree, nor drafts. */
export const remainingLegacySuites = legacySuiteNames.filter((name) => !/_RC2_|_DH_|_ECDH_|POLY1305$/.test(name));

/** In the order above. */
export const classicSuiteNames: readonly ClassicSuiteName[] = keysOf(classicSuites);

/** Those that every peer has. */
export const commonClassicSuites: readonly ClassicSuiteName[] = classicSuiteNames.slice(0, 6);

/** The suites that every peer has. */
export const commonSuites: readonly SuiteName[] = suiteNames.slice(0, 3);

/** Kinds of keys that certificates of the test hierarchy hold. */
export const keyKinds = [
  'ecdsa-secp256r1',
  'ecdsa-secp384r1',
  'ecdsa-secp521r1',
  'rsa',
  'rsa-pss',
  'ed25519',
  'ed448',
] as const;

export type KeyKind = (typeof keyKinds)[number];

/** The IANA name of a group's code point, or the code point in hex where we have no name. */
export function groupName(code: number): string {
  return groupNames.find((name) => groups[name].code === code) ?? hex(code);
}

/** The IANA name of a suite's code point, or the code point in hex where we have no name. */
export function suiteName(code: number): string {
  const all: Readonly<Record<string, number>> = { ...suites, ...classicSuites };
  const legacy = legacySuiteNames.find((name) => legacySuites[name].code === code);
  return Object.keys(all).find((name) => all[name] === code) ?? legacy ?? hex(code);
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(4, '0')}`;
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table) as K[];
}
