/** The flags about DTLS, which `connect` and `serve` share. */

import { type Command, InvalidArgumentError } from 'commander';
import { usageError } from '../command-error.ts';
import { count } from '../commands/options.ts';

export interface DatagramFlags {
  readonly dtls?: boolean;
  /** The share of datagrams to lose, from 0 to 1. */
  readonly drop?: number;
  readonly seed?: number;
  readonly mtu?: number;
}

/** What only `serve` has. */
export interface DatagramServeFlags extends DatagramFlags {
  /** Whether clients show first that they hear us where they say they are. */
  readonly cookies?: boolean;
}

/** Throws usage errors for flags that say nothing of TLS. */
export function refuseWithoutDatagrams({ drop, seed, mtu, cookies }: DatagramServeFlags): void {
  const given = {
    '--drop': drop,
    '--seed': seed,
    '--mtu': mtu,
    '--no-cookies': cookies === false ? cookies : undefined,
  };
  const [stray] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (stray !== undefined) throw usageError(`${stray} is about datagrams`, 'add --dtls');
}

/** Adds them to a command. */
export const addDatagramFlags = (command: Command): Command =>
  command
    .option('--dtls', 'DTLS over UDP: each line or piece of data, up to 1200 bytes, is one datagram')
    .option('--drop <share>', 'with --dtls: lose this share of all datagrams, 0 to 1, to watch what happens', share)
    .option('--seed <number>', 'with --drop: which ones are lost', count)
    .option('--mtu <bytes>', 'with --dtls: the largest datagram of the handshake', count);

function share(value: string): number {
  const number = Number(value);
  if (value !== '' && number >= 0 && number < 1) return number;
  throw new InvalidArgumentError('Give a number from 0 to 1, such as 0.3.');
}
