/** Algorithms of Hybrid Public Key Encryption: the IANA registries of HPKE. RFC 9180 §7 */

import type { AeadName, HashName, PrivateName } from './algorithm-names.ts';
import { display16 } from './display.ts';
import type { GroupName } from './groups.ts';

/** A KEM made of Diffie-Hellman in a group, and of HKDF. */
export interface HpkeKem {
  readonly id: number;
  readonly name: string;
  readonly group: GroupName;
  readonly hash: HashName;
}

/** RFC 9180 §7.1 */
export const hpkeKems: readonly HpkeKem[] = [
  { id: 0x0020, name: 'DHKEM(X25519, HKDF-SHA256)', group: 'x25519', hash: 'sha256' },
  { id: 0x0021, name: 'DHKEM(X448, HKDF-SHA512)', group: 'x448', hash: 'sha512' },
  { id: 0x0010, name: 'DHKEM(P-256, HKDF-SHA256)', group: 'secp256r1', hash: 'sha256' },
  { id: 0x0011, name: 'DHKEM(P-384, HKDF-SHA384)', group: 'secp384r1', hash: 'sha384' },
  { id: 0x0012, name: 'DHKEM(P-521, HKDF-SHA512)', group: 'secp521r1', hash: 'sha512' },
];

export interface HpkeKdf {
  readonly id: number;
  readonly name: string;
  readonly hash: HashName;
}

/** RFC 9180 §7.2 */
export const hpkeKdfs: readonly HpkeKdf[] = [
  { id: 1, name: 'HKDF-SHA256', hash: 'sha256' },
  { id: 2, name: 'HKDF-SHA384', hash: 'sha384' },
  { id: 3, name: 'HKDF-SHA512', hash: 'sha512' },
];

export interface HpkeAead {
  readonly id: number;
  readonly name: string;
  readonly aead: Exclude<AeadName, PrivateName>;
}

/** RFC 9180 §7.3 */
export const hpkeAeads: readonly HpkeAead[] = [
  { id: 1, name: 'AES-128-GCM', aead: 'aes-128-gcm' },
  { id: 2, name: 'AES-256-GCM', aead: 'aes-256-gcm' },
  { id: 3, name: 'ChaCha20Poly1305', aead: 'chacha20-poly1305' },
];

const nameIn =
  (rows: readonly { readonly id: number; readonly name: string }[]) =>
  (id: number): string =>
    display16(rows.find((row) => row.id === id)?.name, id);

export const hpkeKemName = nameIn(hpkeKems);
export const hpkeKdfName = nameIn(hpkeKdfs);
export const hpkeAeadName = nameIn(hpkeAeads);
