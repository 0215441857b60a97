/** Extensions: number, name, and the format in each message where one is legal. RFC 8446 §4.2 */

import { ProtocolError } from '../../base/errors.ts';
import { type AnyCodec, type Codec, type Infer, prefixed, rest, uint16 } from '../codec.ts';
import { extensionType } from '../names.ts';

/** Messages that carry a block of extensions. */
export type Carrier =
  | 'ClientHello'
  | 'ServerHello'
  | 'HelloRetryRequest'
  | 'EncryptedExtensions'
  | 'CertificateRequest'
  | 'Certificate'
  | 'NewSessionTicket';

/** One extension: its code point, its IANA name, and its format in each message that may carry it. */
export interface Extension<N extends string = string, F extends Formats = Formats> {
  readonly id: number;
  readonly name: N;
  readonly formats: F;
}

type Formats = Readonly<Partial<Record<Carrier, AnyCodec>>>;

/** A row of the extension table. */
export function extension<const N extends string, F extends Formats>(id: number, name: N, formats: F): Extension<N, F> {
  return { id, name, formats };
}

/** Extensions that no row knows, by code point: `'0x0a0a'`. Integer-like names would lose their place in the order. */
export type UnknownExtension = `0x${string}`;

/** The block of extensions in a message: by name, in wire order. */
export type ExtensionsIn<T extends readonly Extension[], M extends Carrier> = {
  readonly [E in T[number] as M extends keyof E['formats'] ? E['name'] : never]?: E['formats'][M &
    keyof E['formats']] extends AnyCodec
    ? Infer<E['formats'][M & keyof E['formats']]>
    : never;
} & { readonly [unknown: UnknownExtension]: Uint8Array };

/**
 * The codec of a message's extension block. It keeps unknown extensions as bytes, and refuses duplicates and known
 * extensions that this message may not carry (`illegal_parameter`).
 */
export function extensionsOf<T extends readonly Extension[], M extends Carrier>(
  table: T,
  message: M,
): Codec<ExtensionsIn<T, M>> {
  const byId = new Map(table.map((row) => [row.id, entry(row, message)]));
  const byName = new Map(table.map((row) => [row.name, entry(row, message)]));
  return prefixed(2, {}, 'Extension', {
    name: 'Extension[]',
    read(input) {
      const block: Record<string, unknown> = {};
      while (input.remaining > 0) {
        const { name, codec } = byId.get(input.peekUint16()) ?? unknownEntry(input.peekUint16());
        if (Object.hasOwn(block, name)) throw new ProtocolError('duplicate_extension', { extension: name });
        block[name] = input.field(name, codec);
      }
      return block as ExtensionsIn<T, M>;
    },
    write(output, block) {
      for (const [name, value] of Object.entries(block)) {
        if (value === undefined) continue;
        const { codec } = byName.get(name) ?? unknownEntry(Number(name));
        codec.write(output, value);
      }
    },
  });
}

/** The key under which an extension without a row is kept. */
export const unknownExtension = (id: number): UnknownExtension => `0x${id.toString(16).padStart(4, '0')}`;

/** Whether this is such a key. */
export const isUnknownExtension = (name: string): name is UnknownExtension => name.startsWith('0x');

interface Entry {
  readonly name: string;
  readonly codec: AnyCodec;
}

function entry(row: Extension, message: Carrier): Entry {
  const body = row.formats[message] ?? misplaced(row.name, message);
  return { name: row.name, codec: framed(row.id, row.name, body) };
}

const unknownEntry = (id: number): Entry => {
  const name = unknownExtension(id);
  return { name, codec: framed(id, 'Extension', rest) };
};

/** `struct { ExtensionType type; opaque data<0..2^16-1>; }` with the data decoded. */
function framed(id: number, name: string, body: AnyCodec): AnyCodec {
  return {
    name,
    read(input) {
      input.field('type', extensionType);
      const mark = input.enter(input.field('length', uint16));
      const value: unknown = input.field('data', body);
      input.leave(mark);
      return value;
    },
    write(output, value) {
      output.uint(2, id);
      const mark = output.open(2);
      body.write(output, value);
      output.close(mark, 2);
    },
  };
}

function misplaced(name: string, message: Carrier): Codec<never> {
  const refuse = (): never => {
    throw new ProtocolError('misplaced_extension', { extension: name, message });
  };
  return { name: 'misplaced', read: refuse, write: refuse };
}
