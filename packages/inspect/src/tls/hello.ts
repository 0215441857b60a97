/** What hellos say, read so that one malformed part hides no other. RFC 8446 §4.1.2, §4.1.3 */

import { isGrease, type VersionRow, versionByWire } from 'handfast/registry';
import { type Carrier, decode, type Extensions, extensionTable, isHelloRetryRequest } from 'handfast/wire';
import { uintAt } from './bytes.ts';

export interface RawExtension {
  readonly id: number;
  readonly data: Uint8Array;
}

export interface ClientHelloFacts {
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly suites: readonly number[];
  readonly compression: readonly number[];
  readonly extensions: readonly RawExtension[];
}

export interface ServerHelloFacts {
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly suite: number;
  readonly compression: number;
  readonly extensions: readonly RawExtension[];
  readonly isRetry: boolean;
}

/** What a ClientHello says; `undefined` when it ends before its suites. `datagram`: with the cookie of DTLS. */
export function clientHelloFacts(body: Uint8Array, datagram: boolean): ClientHelloFacts | undefined {
  const cursor = new Cursor(body);
  const version = cursor.uint(2);
  const random = cursor.bytes(32);
  const sessionId = cursor.counted(1);
  if (datagram) cursor.counted(1);
  const suites = pairs(cursor.counted(2));
  if (cursor.over) return undefined;
  const compression = [...cursor.counted(1)];
  return { version, random, sessionId, suites, compression, extensions: extensionsAt(cursor) };
}

/** What a ServerHello or HelloRetryRequest says; `undefined` when it is cut short. */
export function serverHelloFacts(body: Uint8Array): ServerHelloFacts | undefined {
  const cursor = new Cursor(body);
  const version = cursor.uint(2);
  const random = cursor.bytes(32);
  const sessionId = cursor.counted(1);
  const suite = cursor.uint(2);
  const compression = cursor.uint(1);
  if (cursor.over) return undefined;
  return {
    version,
    random,
    sessionId,
    suite,
    compression,
    extensions: extensionsAt(cursor),
    isRetry: isHelloRetryRequest(body),
  };
}

/** The extensions of a block that stands alone, such as that of EncryptedExtensions. */
export const extensionsOfBlock = (block: Uint8Array): readonly RawExtension[] => extensionsAt(new Cursor(block));

/** The extensions behind the ticket of a NewSessionTicket of TLS 1.3. */
export function extensionsOfTicket(body: Uint8Array): readonly RawExtension[] {
  const cursor = new Cursor(body);
  cursor.bytes(8);
  cursor.counted(1);
  cursor.counted(2);
  return extensionsAt(cursor);
}

/** The value of an extension that the engine reads; `undefined` when it is absent or malformed. */
export function extensionValue<M extends Carrier, N extends keyof Extensions<M> & string>(
  extensions: readonly RawExtension[],
  carrier: M,
  name: N,
): Extensions<M>[N] | undefined {
  const row = extensionTable.find((one) => one.name === name);
  const found = extensions.find(({ id }) => id === row?.id);
  const codec = (row?.formats as Readonly<Partial<Record<Carrier, Parameters<typeof decode>[0]>>> | undefined)?.[
    carrier
  ];
  if (found === undefined || codec === undefined) return undefined;
  try {
    return decode(codec, found.data) as Extensions<M>[N];
  } catch {
    return undefined;
  }
}

/** The bytes of an extension, if it is there. */
export const extensionsWith = (extensions: readonly RawExtension[], id: number): Uint8Array | undefined =>
  extensions.find((one) => one.id === id)?.data;

/** Whether an extension is there, whatever it holds. */
export const hasExtension = (extensions: readonly RawExtension[], id: number): boolean =>
  extensions.some((one) => one.id === id);

/** Everything that a client would speak: from supported_versions, or its version and nothing more. */
export function offeredVersions({ version, extensions }: ClientHelloFacts): readonly number[] {
  const list = extensionValue(extensions, 'ClientHello', 'supported_versions');
  return list === undefined ? [version] : list.filter((one) => !isGrease(one));
}

/** The newest version that a client would speak. */
export function newestOffered(hello: ClientHelloFacts): VersionRow | undefined {
  const rows = offeredVersions(hello).map(versionByWire);
  return newestFirst.map((name) => rows.find((row) => row?.name === name)).find((row) => row !== undefined);
}

const newestFirst = [
  'TLS 1.3',
  'DTLS 1.3',
  'TLS 1.2',
  'DTLS 1.2',
  'TLS 1.1',
  'DTLS 1.0',
  'TLS 1.0',
  'SSL 3.0',
  'SSL 2.0',
];

/** What a ServerHello decides: the extension counts where it is there. */
export const chosenVersion = ({ version, extensions }: ServerHelloFacts): number =>
  extensionValue(extensions, 'ServerHello', 'supported_versions') ?? version;

function extensionsAt(cursor: Cursor): RawExtension[] {
  const block = new Cursor(cursor.counted(2));
  const extensions: RawExtension[] = [];
  while (block.remaining >= 4) {
    const id = block.uint(2);
    extensions.push({ id, data: block.counted(2) });
  }
  return extensions;
}

const pairs = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length >> 1 }, (_, i) => uintAt(bytes, 2 * i, 2));

/** Reads on beyond the end: what is missing is empty, and `over` says so. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get over(): boolean {
    return this.#at > this.#bytes.length;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  uint(size: number): number {
    this.#at += size;
    return uintAt(this.#bytes, this.#at - size, size);
  }

  bytes(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  counted(size: number): Uint8Array {
    return this.bytes(this.uint(size));
  }
}
