/** Key exchange groups: the IANA registry "TLS Supported Groups". */

import { display16 } from './display.ts';

export interface Group {
  readonly id: number;
  readonly name: string;
  readonly family: 'ec' | 'ffdh' | 'kem' | 'hybrid';
  /** Length in bytes of the share that a client sends; absent when we do not negotiate the group. */
  readonly shareLength?: number;
  /** Whether this implementation can agree on keys in it. */
  readonly negotiable: boolean;
}

const rows = [
  { id: 0x11ec, name: 'X25519MLKEM768', family: 'hybrid', shareLength: 1216, negotiable: true },
  { id: 29, name: 'x25519', family: 'ec', shareLength: 32, negotiable: true },
  { id: 23, name: 'secp256r1', family: 'ec', shareLength: 65, negotiable: true },
  { id: 24, name: 'secp384r1', family: 'ec', shareLength: 97, negotiable: true },
  { id: 25, name: 'secp521r1', family: 'ec', shareLength: 133, negotiable: true },
  { id: 30, name: 'x448', family: 'ec', shareLength: 56, negotiable: true },
  { id: 256, name: 'ffdhe2048', family: 'ffdh', shareLength: 256, negotiable: true },
  { id: 257, name: 'ffdhe3072', family: 'ffdh', shareLength: 384, negotiable: true },
  { id: 258, name: 'ffdhe4096', family: 'ffdh', shareLength: 512, negotiable: true },
  { id: 259, name: 'ffdhe6144', family: 'ffdh', shareLength: 768, negotiable: true },
  { id: 260, name: 'ffdhe8192', family: 'ffdh', shareLength: 1024, negotiable: true },
  { id: 1, name: 'sect163k1', family: 'ec', negotiable: false },
  { id: 2, name: 'sect163r1', family: 'ec', negotiable: false },
  { id: 3, name: 'sect163r2', family: 'ec', negotiable: false },
  { id: 4, name: 'sect193r1', family: 'ec', negotiable: false },
  { id: 5, name: 'sect193r2', family: 'ec', negotiable: false },
  { id: 6, name: 'sect233k1', family: 'ec', negotiable: false },
  { id: 7, name: 'sect233r1', family: 'ec', negotiable: false },
  { id: 8, name: 'sect239k1', family: 'ec', negotiable: false },
  { id: 9, name: 'sect283k1', family: 'ec', negotiable: false },
  { id: 10, name: 'sect283r1', family: 'ec', negotiable: false },
  { id: 11, name: 'sect409k1', family: 'ec', negotiable: false },
  { id: 12, name: 'sect409r1', family: 'ec', negotiable: false },
  { id: 13, name: 'sect571k1', family: 'ec', negotiable: false },
  { id: 14, name: 'sect571r1', family: 'ec', negotiable: false },
  { id: 15, name: 'secp160k1', family: 'ec', negotiable: false },
  { id: 16, name: 'secp160r1', family: 'ec', negotiable: false },
  { id: 17, name: 'secp160r2', family: 'ec', negotiable: false },
  { id: 18, name: 'secp192k1', family: 'ec', negotiable: false },
  { id: 19, name: 'secp192r1', family: 'ec', negotiable: false },
  { id: 20, name: 'secp224k1', family: 'ec', negotiable: false },
  { id: 21, name: 'secp224r1', family: 'ec', negotiable: false },
  { id: 22, name: 'secp256k1', family: 'ec', negotiable: false },
  { id: 26, name: 'brainpoolP256r1', family: 'ec', negotiable: false },
  { id: 27, name: 'brainpoolP384r1', family: 'ec', negotiable: false },
  { id: 28, name: 'brainpoolP512r1', family: 'ec', negotiable: false },
  { id: 31, name: 'brainpoolP256r1tls13', family: 'ec', negotiable: false },
  { id: 32, name: 'brainpoolP384r1tls13', family: 'ec', negotiable: false },
  { id: 33, name: 'brainpoolP512r1tls13', family: 'ec', negotiable: false },
  { id: 34, name: 'GC256A', family: 'ec', negotiable: false },
  { id: 35, name: 'GC256B', family: 'ec', negotiable: false },
  { id: 36, name: 'GC256C', family: 'ec', negotiable: false },
  { id: 37, name: 'GC256D', family: 'ec', negotiable: false },
  { id: 38, name: 'GC512A', family: 'ec', negotiable: false },
  { id: 39, name: 'GC512B', family: 'ec', negotiable: false },
  { id: 40, name: 'GC512C', family: 'ec', negotiable: false },
  { id: 41, name: 'curveSM2', family: 'ec', negotiable: false },
  { id: 512, name: 'MLKEM512', family: 'kem', shareLength: 800, negotiable: true },
  { id: 513, name: 'MLKEM768', family: 'kem', shareLength: 1184, negotiable: true },
  { id: 514, name: 'MLKEM1024', family: 'kem', shareLength: 1568, negotiable: true },
  { id: 0x11eb, name: 'SecP256r1MLKEM768', family: 'hybrid', shareLength: 1249, negotiable: true },
  { id: 0x11ed, name: 'SecP384r1MLKEM1024', family: 'hybrid', shareLength: 1665, negotiable: true },
  { id: 0x11ee, name: 'curveSM2MLKEM768', family: 'hybrid', negotiable: false },
  { id: 0x6399, name: 'X25519Kyber768Draft00', family: 'hybrid', negotiable: false },
  { id: 0x639a, name: 'SecP256r1Kyber768Draft00', family: 'hybrid', negotiable: false },
  { id: 0xff01, name: 'arbitrary_explicit_prime_curves', family: 'ec', negotiable: false },
  { id: 0xff02, name: 'arbitrary_explicit_char2_curves', family: 'ec', negotiable: false },
] as const satisfies readonly Group[];

/** Groups in which keys can be agreed. */
export type GroupName = Extract<(typeof rows)[number], { negotiable: true }>['name'];

export const groups: readonly Group[] = rows;

const byId = new Map(groups.map((group) => [group.id, group]));
const byName = new Map(groups.map((group) => [group.name, group]));

export const groupById = (id: number): Group | undefined => byId.get(id);

/** `x25519`, or the number of a group that nobody knows. */
export const groupName = (id: number): string => display16(byId.get(id)?.name, id);

/** The row of a group that is known to exist. */
export function groupNamed(name: GroupName): Group {
  return byName.get(name) as Group;
}

/** Whether no quantum computer is known to break it: then its shares are large. */
export const isPostQuantum = (name: GroupName): boolean => ['kem', 'hybrid'].includes(groupNamed(name).family);

/** Whether a text names a group in which keys can be agreed. */
export const isGroupName = (name: string): name is GroupName => byName.get(name)?.negotiable === true;

/** What a client offers unless told otherwise, in order of preference. */
export const defaultGroups: readonly GroupName[] = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'];
