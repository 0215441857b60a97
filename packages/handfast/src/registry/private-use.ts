/** Numbers that IANA leaves to private use: parties that know each other give them a meaning. RFC 8446 §11 */

import { MisuseError } from '../base/errors.ts';
import type { HashName, PrivateName } from './algorithm-names.ts';
import type { NegotiableSuite } from './cipher-suites.ts';
import { display16 } from './display.ts';
import type { Group } from './groups.ts';

export interface PrivateGroup {
  /** From 0x01fc to 0x01ff or from 0xfe00 to 0xfeff. */
  readonly id: number;
  /** The provider is asked for a `keyExchange` of this name. */
  readonly name: PrivateName;
  /** Length in bytes of the share that a client sends. */
  readonly shareLength: number;
}

/** A suite of TLS 1.3 and DTLS 1.3. */
export interface PrivateSuite {
  /** From 0xff00 to 0xffff. */
  readonly id: number;
  /** The provider is asked for an AEAD of this name. */
  readonly name: PrivateName;
  /** The hash of the key schedule. */
  readonly hash: HashName;
  /** Lengths in bytes of the AEAD's key and tag; its nonces have 12 bytes. */
  readonly keyLength: number;
  readonly tagLength: number;
}

/**
 * Makes a group known to this process: the option `groups` takes its name from then on. Throws `MisuseError` for a
 * number that is not for private use, and for a number or a name that was given away already.
 */
export function registerPrivateGroup({ id, name, shareLength }: PrivateGroup): void {
  checkNumber(id, (id >= 0x01fc && id <= 0x01ff) || (id >= 0xfe00 && id <= 0xfeff));
  enter(groups, { id, name, family: 'ec', shareLength, negotiable: true });
}

/** The same for a suite and the option `cipherSuites`. */
export function registerPrivateSuite({ id, name, hash, keyLength, tagLength }: PrivateSuite): void {
  checkNumber(id, id >= 0xff00 && id <= 0xffff);
  const lengths = { keyLength, tagLength, blockLength: 0, fixedIvLength: 0, strength: 8 * keyLength };
  enter(suites, {
    id,
    name,
    registered: false,
    hash,
    aead: name,
    mac: 'aead',
    cipher: { text: name, name, kind: 'aead', aead: name, ...lengths },
    keyExchange: 'tls13',
    authentication: 'any',
    preShared: false,
    export: false,
    oldest: 'TLS 1.3',
    newest: 'TLS 1.3',
    datagram: true,
    weaknesses: [],
  });
}

const groups = new Map<number | string, Group>();
const suites = new Map<number | string, NegotiableSuite>();

/** What was registered under a number or a name. */
export const privateGroup = (key: number | string): Group | undefined => groups.get(key);
export const privateSuite = (key: number | string): NegotiableSuite | undefined => suites.get(key);

function checkNumber(id: number, isPrivate: boolean): void {
  if (!isPrivate) throw new MisuseError(`${display16(undefined, id)} is not a number for private use (RFC 8446 §11)`);
}

function enter<Row extends Group | NegotiableSuite>(table: Map<number | string, Row>, row: Row): void {
  const taken = table.get(row.id) ?? table.get(row.name);
  if (taken !== undefined) throw new MisuseError(`${row.name} cannot be registered: ${taken.name} was before it`);
  table.set(row.id, row).set(row.name, row);
}
