/** Key exchange groups: the IANA registry "TLS Supported Groups". */

import type { PrivateName } from './algorithm-names.ts';
import { display16 } from './display.ts';
import { privateGroup } from './private-use.ts';

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
  { id: 512, name: 'MLKEM512', family: 'kem', shareLength: 800, negotiable: true },
  { id: 513, name: 'MLKEM768', family: 'kem', shareLength: 1184, negotiable: true },
  { id: 514, name: 'MLKEM1024', family: 'kem', shareLength: 1568, negotiable: true },
  { id: 0x11eb, name: 'SecP256r1MLKEM768', family: 'hybrid', shareLength: 1249, negotiable: true },
  { id: 0x11ed, name: 'SecP384r1MLKEM1024', family: 'hybrid', shareLength: 1665, negotiable: true },
] as const satisfies readonly Group[];

/** Groups that we can name and nothing more. */
const namedCurves: readonly (readonly [id: number, name: string])[] = [
  [1, 'sect163k1'],
  [2, 'sect163r1'],
  [3, 'sect163r2'],
  [4, 'sect193r1'],
  [5, 'sect193r2'],
  [6, 'sect233k1'],
  [7, 'sect233r1'],
  [8, 'sect239k1'],
  [9, 'sect283k1'],
  [10, 'sect283r1'],
  [11, 'sect409k1'],
  [12, 'sect409r1'],
  [13, 'sect571k1'],
  [14, 'sect571r1'],
  [15, 'secp160k1'],
  [16, 'secp160r1'],
  [17, 'secp160r2'],
  [18, 'secp192k1'],
  [19, 'secp192r1'],
  [20, 'secp224k1'],
  [21, 'secp224r1'],
  [22, 'secp256k1'],
  [26, 'brainpoolP256r1'],
  [27, 'brainpoolP384r1'],
  [28, 'brainpoolP512r1'],
  [31, 'brainpoolP256r1tls13'],
  [32, 'brainpoolP384r1tls13'],
  [33, 'brainpoolP512r1tls13'],
  [34, 'GC256A'],
  [35, 'GC256B'],
  [36, 'GC256C'],
  [37, 'GC256D'],
  [38, 'GC512A'],
  [39, 'GC512B'],
  [40, 'GC512C'],
  [41, 'curveSM2'],
  [0xff01, 'arbitrary_explicit_prime_curves'],
  [0xff02, 'arbitrary_explicit_char2_curves'],
];
const namedHybrids: typeof namedCurves = [
  [0x11ee, 'curveSM2MLKEM768'],
  [0x6399, 'X25519Kyber768Draft00'],
  [0x639a, 'SecP256r1Kyber768Draft00'],
];

const nameOnly = (family: Group['family'], list: typeof namedCurves): readonly Group[] =>
  list.map(([id, name]) => ({ id, name, family, negotiable: false }));

/** Groups in which keys can be agreed. */
export type GroupName = (typeof rows)[number]['name'] | PrivateName;

/** Every group that has a name: those in which keys can be agreed come first. */
export const groups: readonly Group[] = [...rows, ...nameOnly('ec', namedCurves), ...nameOnly('hybrid', namedHybrids)];

const byId = new Map(groups.map((group) => [group.id, group]));
const byName = new Map<string, Group>(groups.map((group) => [group.name, group]));

export const groupById = (id: number): Group | undefined => byId.get(id) ?? privateGroup(id);

/** `x25519`, or the number of a group that nobody knows. */
export const groupName = (id: number): string => display16(groupById(id)?.name, id);

/** The row of a group that is known to exist. */
export function groupNamed(name: GroupName): Group {
  return (byName.get(name) ?? privateGroup(name)) as Group;
}

/** Whether no quantum computer is known to break it: then its shares are large. */
export const isPostQuantum = (name: GroupName): boolean => ['kem', 'hybrid'].includes(groupNamed(name).family);

/** Whether a text names a group in which keys can be agreed. */
export const isGroupName = (name: string): name is GroupName =>
  (byName.get(name) ?? privateGroup(name))?.negotiable === true;

/** What a client offers unless told otherwise, in order of preference: up to TLS 1.2 the curves that may sign, too. */
export const defaultGroups: readonly GroupName[] = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1', 'secp521r1'];
