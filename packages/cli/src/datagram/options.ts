/** The library's options for DTLS, from the flags for TLS. */

import type { DatagramOptions } from 'handfast';
import type { ProtocolOptions } from '../protocol.ts';
import type { DatagramFlags } from './flags.ts';

export type DatagramProtocolOptions = ProtocolOptions & {
  readonly carrier: 'datagram';
  readonly datagrams: DatagramOptions;
};

/** `--max 1.2` means DTLS 1.2 here. */
export function overDatagrams(
  { versions, ...others }: ProtocolOptions,
  { mtu }: DatagramFlags,
): DatagramProtocolOptions {
  return {
    ...others,
    versions: versions?.map((name) => counterparts[name]),
    carrier: 'datagram',
    datagrams: { ...(mtu !== undefined && { mtu }) },
  };
}

const counterparts = {
  'TLS 1.2': 'DTLS 1.2',
  'TLS 1.3': 'DTLS 1.3',
  'DTLS 1.2': 'DTLS 1.2',
  'DTLS 1.3': 'DTLS 1.3',
} as const;
