/** Rules of authorities about what may be used, as BoringSSL has them: each is a configuration like any other. */

import type { CredentialFlags, ShimConfig } from './flags.ts';

interface Policy {
  /** Of TLS 1.3, in order of preference. */
  readonly modern: readonly string[];
  /** Up to TLS 1.2; empty for TLS 1.3 alone. */
  readonly classic: readonly string[];
  readonly groups: readonly number[];
  /** To sign with, and to believe. */
  readonly schemes: readonly number[];
}

type PolicyFlag = 'fips-202205' | 'wpa-202304' | 'cnsa1-202603' | 'cnsa2-202603';

const aes128 = 'TLS_AES_128_GCM_SHA256';
const aes256 = 'TLS_AES_256_GCM_SHA384';
const ephemeral256 = ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'];
const ephemeral128 = ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'];
const [p256, p384, mlkem1024] = [23, 24, 0x0202];
const sha384 = [0x0503, 0x0805, 0x0501];
const sha512 = [0x0806, 0x0601];
const sha256 = [0x0403, 0x0804, 0x0401];

const policies: Readonly<Record<PolicyFlag, Policy>> = {
  'fips-202205': {
    modern: [aes128, aes256],
    classic: [...ephemeral128, ...ephemeral256],
    groups: [p256, p384],
    schemes: [...sha256, ...sha384, ...sha512],
  },
  'wpa-202304': { modern: [aes256], classic: ephemeral256, groups: [p384], schemes: [...sha384, ...sha512] },
  'cnsa1-202603': {
    modern: [aes256],
    classic: [...ephemeral256, 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
    groups: [mlkem1024, p384],
    schemes: sha384,
  },
  'cnsa2-202603': { modern: [aes256], classic: [], groups: [mlkem1024], schemes: sha384 },
};

/** The flags that a policy stands for. */
export function underPolicy(config: ShimConfig): ShimConfig {
  const flag = (Object.keys(policies) as PolicyFlag[]).find((name) => config[name]);
  if (flag === undefined) return config;
  const { classic, groups, schemes } = policies[flag];
  const signing = (credential: CredentialFlags): CredentialFlags => ({ ...credential, 'signing-prefs': schemes });
  return {
    ...config,
    'min-version': classic.length > 0 ? 0x0303 : 0x0304,
    cipher: classic.join(':'),
    curves: groups,
    'verify-prefs': schemes,
    credentials: config.credentials.map(signing),
  };
}

/** The suites of TLS 1.3 in order of preference, where a policy names them; no two are liked equally then. */
export function modernSuites(config: ShimConfig): readonly string[] | undefined {
  if (config['cnsa-202407']) return [aes256, aes128, 'TLS_CHACHA20_POLY1305_SHA256'];
  return Object.entries(policies).find(([name]) => config[name as PolicyFlag])?.[1].modern;
}
