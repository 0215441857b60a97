/** Ways to protect media that DTLS can make keys for: the IANA registry "DTLS-SRTP Protection Profiles". RFC 5764 §4.1.2 */

import { display16 } from './display.ts';

export interface SrtpProfile {
  readonly id: number;
  readonly name: string;
  /** In bytes, for each direction. */
  readonly keyLength: number;
  readonly saltLength: number;
}

const rows = [
  { id: 0x0007, name: 'SRTP_AEAD_AES_128_GCM', keyLength: 16, saltLength: 12 },
  { id: 0x0008, name: 'SRTP_AEAD_AES_256_GCM', keyLength: 32, saltLength: 12 },
  { id: 0x0001, name: 'SRTP_AES128_CM_HMAC_SHA1_80', keyLength: 16, saltLength: 14 },
  { id: 0x0002, name: 'SRTP_AES128_CM_HMAC_SHA1_32', keyLength: 16, saltLength: 14 },
  { id: 0x0005, name: 'SRTP_NULL_HMAC_SHA1_80', keyLength: 0, saltLength: 0 },
  { id: 0x0006, name: 'SRTP_NULL_HMAC_SHA1_32', keyLength: 0, saltLength: 0 },
] as const satisfies readonly SrtpProfile[];

export type SrtpProfileName = (typeof rows)[number]['name'];

/** All that are known, in order of preference. */
export const srtpProfiles: readonly (SrtpProfile & { readonly name: SrtpProfileName })[] = rows;

export type SrtpProfileRow = (typeof srtpProfiles)[number];

export const srtpProfileNamed = (name: string): SrtpProfileRow | undefined =>
  srtpProfiles.find((profile) => profile.name === name);

/** The name to show for a number. */
export const srtpProfileName = (id: number): string => display16(srtpProfiles.find((row) => row.id === id)?.name, id);
