/** Formats of the extensions that the engine does not read, or not as deep, so that every name of the registry has its fields shown. */

import {
  type AnyCodec,
  type Carrier,
  cipherSuite,
  empty,
  extensionTable,
  extensionType,
  namedGroup,
  opaque,
  rest,
  signatureScheme,
  struct,
  uint8,
  uint16,
  vector,
} from 'handfast/wire';
import { DelegatedCredential } from '../formats/delegated-credential.ts';

export type CarrierName = Carrier;
type Formats = Readonly<Partial<Record<Carrier, AnyCodec>>>;

/** The same in both hellos. */
const both = (codec: AnyCodec): Formats => ({ ClientHello: codec, ServerHello: codec, EncryptedExtensions: codec });
const protocolName = opaque(1);
/** A variable-length integer of QUIC: its two top bits say how long it is. RFC 9000 §16 */
const varint: AnyCodec = {
  name: 'varint',
  read(input) {
    const size = 2 ** ((input.peekByte() ?? 0) >> 6);
    const raw = size === 8 ? input.uint(2) * 2 ** 48 + input.uint(6) : input.uint(size);
    return raw % 2 ** (8 * size - 2);
  },
  write: () => undefined,
};
const quicNames: Readonly<Record<number, string>> = {
  0: 'original_destination_connection_id',
  1: 'max_idle_timeout',
  2: 'stateless_reset_token',
  3: 'max_udp_payload_size',
  4: 'initial_max_data',
  5: 'initial_max_stream_data_bidi_local',
  6: 'initial_max_stream_data_bidi_remote',
  7: 'initial_max_stream_data_uni',
  8: 'initial_max_streams_bidi',
  9: 'initial_max_streams_uni',
  10: 'ack_delay_exponent',
  11: 'max_ack_delay',
  12: 'disable_active_migration',
  13: 'preferred_address',
  14: 'active_connection_id_limit',
  15: 'initial_source_connection_id',
  16: 'retry_source_connection_id',
  17: 'version_information',
  32: 'max_datagram_frame_size',
};
const quicNumbers = new Set([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 32]);
const quicParameters: AnyCodec = {
  name: 'TransportParameters',
  read(input) {
    while (input.remaining > 0) {
      const name = quicNames[peekVarint(input.peek())] ?? 'parameter';
      input.field(name, {
        name: 'TransportParameter',
        read(inner) {
          const id = inner.field('id', { ...varint, describe: (value: number) => quicNames[value] });
          const mark = inner.enter(inner.field('length', varint) as number);
          const length = inner.remaining;
          if (quicNumbers.has(id as number) && length > 0) inner.field('number', varint);
          else inner.field('bytes', rest);
          inner.leave(mark);
        },
        write: () => undefined,
      });
    }
  },
  write: () => undefined,
};

function peekVarint(bytes: Uint8Array): number {
  const [first = 0, second = 0] = bytes;
  return first >> 6 === 0 ? first : first >> 6 === 1 ? (first & 63) * 256 + second : -1;
}

/** By number. RFC and draft in the table of rules below. */
const otherFormats: ReadonlyMap<number, Formats> = new Map<number, Formats>([
  [24, both(struct('TokenBindingParameters', { version: uint16, keyParameters: vector(1, uint8) }))],
  [25, { ClientHello: vector(2, struct('CachedObject', { type: uint8, hash: opaque(1) })) }],
  [34, { ClientHello: vector(2, signatureScheme), Certificate: DelegatedCredential }],
  [52, { Certificate: rest }],
  [53, both(opaque(1))],
  [55, both(opaque(1))],
  [56, both(opaque(1))],
  [57, { ClientHello: quicParameters, EncryptedExtensions: quicParameters }],
  [60, both(vector(1, cipherSuite))],
  [61, both(empty)],
  [62, both(opaque(1))],
  [13172, { ClientHello: rest, ServerHello: prefixedNames() }],
  [17513, both(vector(2, protocolName))],
  [17613, both(vector(2, protocolName))],
  [30031, both(empty)],
  [30032, both(empty)],
  [64768, { ClientHello: vector(1, extensionType) }],
  [65445, { ClientHello: quicParameters, EncryptedExtensions: quicParameters }],
  [
    65486,
    {
      ClientHello: struct('EncryptedSNI', {
        suite: cipherSuite,
        group: namedGroup,
        keyExchange: opaque(2),
        digest: opaque(2),
        sni: opaque(2),
      }),
    },
  ],
]);

function prefixedNames(): AnyCodec {
  return {
    name: 'ProtocolName[]',
    read(input) {
      for (let i = 0; input.remaining > 0; i++) input.field(`${i}`, protocolName);
    },
    write: () => undefined,
  };
}

const ownFormats = new Map<number, Formats>(extensionTable.map((row) => [row.id, row.formats]));

/** How an extension is laid out in a message: `known` is false when nothing is known of it there. Ours go deeper. */
export function extensionFormat(id: number, carrier: Carrier): { readonly codec: AnyCodec; readonly known: boolean } {
  const codec = otherFormats.get(id)?.[carrier] ?? ownFormats.get(id)?.[carrier];
  return { codec: codec ?? rest, known: codec !== undefined };
}

/** Whether an extension has a format in some message, though perhaps not in the one at hand. */
export const isKnownExtension = (id: number): boolean => ownFormats.has(id) || otherFormats.has(id);
