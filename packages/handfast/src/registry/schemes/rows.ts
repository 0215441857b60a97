/** Signature schemes whose signatures we can describe, in order of preference (RFC 8446 §4.2.3). */

import type { CurveName, HashName, MlDsaName } from '../algorithm-names.ts';

const signing = { negotiable: true, tls13: true, certificatesOnly: false } as const;
const certificatesOnly = { negotiable: true, tls13: false, certificatesOnly: true } as const;
/** SHA-1 and DSA: described so that they can be refused by name (RFC 9155). */
const refused = { negotiable: false, tls13: false, certificatesOnly: false } as const;
/** draft-ietf-tls-tls13-pkcs1: for clients whose devices can do no better, where a server asks for it by name. */
const oldDevices = {
  negotiable: true,
  tls13: true,
  certificatesOnly: false,
  onRequest: true,
  clientsOnly: true,
} as const;
/** draft-ietf-tls-mldsa: TLS 1.2 must not use them, and nobody is asked for them without a word. */
const postQuantum = { negotiable: true, tls13: true, certificatesOnly: false, onRequest: true } as const;

const ecdsa = <const C extends CurveName>(curve: C, hash: HashName) =>
  ({ key: 'ec', curve, algorithm: { kind: 'ecdsa', hash } }) as const;
/** RFC 8446 §4.2.3: the salt is as long as the digest. */
const pss = <const K extends 'rsa' | 'rsa-pss'>(key: K, hash: HashName, saltLength: number) =>
  ({ key, algorithm: { kind: 'rsa-pss', hash, saltLength } }) as const;
const pkcs1 = (hash: HashName) => ({ key: 'rsa', algorithm: { kind: 'rsa-pkcs1', hash } }) as const;
const alone = <const K extends 'ed25519' | 'ed448' | MlDsaName>(kind: K) =>
  ({ key: kind, algorithm: { kind } }) as const;

export const algorithmSchemes = [
  { id: 0x0403, name: 'ecdsa_secp256r1_sha256', ...ecdsa('secp256r1', 'sha256'), ...signing },
  { id: 0x0807, name: 'ed25519', ...alone('ed25519'), ...signing },
  { id: 0x0804, name: 'rsa_pss_rsae_sha256', ...pss('rsa', 'sha256', 32), ...signing },
  { id: 0x0809, name: 'rsa_pss_pss_sha256', ...pss('rsa-pss', 'sha256', 32), ...signing },
  { id: 0x0503, name: 'ecdsa_secp384r1_sha384', ...ecdsa('secp384r1', 'sha384'), ...signing },
  { id: 0x0808, name: 'ed448', ...alone('ed448'), ...signing },
  { id: 0x0805, name: 'rsa_pss_rsae_sha384', ...pss('rsa', 'sha384', 48), ...signing },
  { id: 0x080a, name: 'rsa_pss_pss_sha384', ...pss('rsa-pss', 'sha384', 48), ...signing },
  { id: 0x0603, name: 'ecdsa_secp521r1_sha512', ...ecdsa('secp521r1', 'sha512'), ...signing },
  { id: 0x0806, name: 'rsa_pss_rsae_sha512', ...pss('rsa', 'sha512', 64), ...signing },
  { id: 0x080b, name: 'rsa_pss_pss_sha512', ...pss('rsa-pss', 'sha512', 64), ...signing },
  { id: 0x0401, name: 'rsa_pkcs1_sha256', ...pkcs1('sha256'), ...certificatesOnly },
  { id: 0x0501, name: 'rsa_pkcs1_sha384', ...pkcs1('sha384'), ...certificatesOnly },
  { id: 0x0601, name: 'rsa_pkcs1_sha512', ...pkcs1('sha512'), ...certificatesOnly },
  { id: 0x0904, name: 'mldsa44', ...alone('ml-dsa-44'), ...postQuantum },
  { id: 0x0905, name: 'mldsa65', ...alone('ml-dsa-65'), ...postQuantum },
  { id: 0x0906, name: 'mldsa87', ...alone('ml-dsa-87'), ...postQuantum },
  { id: 0x0420, name: 'rsa_pkcs1_sha256_legacy', ...pkcs1('sha256'), ...oldDevices },
  { id: 0x0520, name: 'rsa_pkcs1_sha384_legacy', ...pkcs1('sha384'), ...oldDevices },
  { id: 0x0620, name: 'rsa_pkcs1_sha512_legacy', ...pkcs1('sha512'), ...oldDevices },
  { id: 0x0203, name: 'ecdsa_sha1', key: 'ec', algorithm: { kind: 'ecdsa', hash: 'sha1' }, ...refused },
  { id: 0x0201, name: 'rsa_pkcs1_sha1', ...pkcs1('sha1'), ...refused },
  { id: 0x0202, name: 'dsa_sha1', key: 'dsa', algorithm: { kind: 'dsa', hash: 'sha1' }, ...refused },
] as const;
