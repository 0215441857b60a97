/** Flags about the protocol itself, which `connect` and `serve` share. */

import { type Command, Option } from 'commander';
import { append, count } from './commands/options.ts';

export interface ProtocolFlags {
  readonly min?: string;
  readonly max?: string;
  readonly legacy?: boolean;
  /** Versions are those over datagrams. */
  readonly dtls?: boolean;
  readonly suites: readonly string[];
  /** `false` with `--no-record-splitting`. */
  readonly recordSplitting?: boolean;
  readonly renegotiate?: 'refuse' | 'secure' | 'legacy';
  readonly pskFile?: string;
  /** `identity:key` */
  readonly psk: readonly string[];
  /** `user:password` */
  readonly srp?: string;
  /** How many; `false` for none. */
  readonly tickets?: number | false;
}

/** Adds them to a command. */
export const addProtocolFlags = (command: Command): Command =>
  command
    .option('--min <version>', 'the oldest version: ssl3, 1.0, 1.1, 1.2 or 1.3')
    .option('--max <version>', 'the newest version')
    .option('--legacy', 'allow versions before TLS 1.2 and suites with known weaknesses, by name with --suites')
    .option('--no-record-splitting', 'with --legacy, for servers that fail with split records: open to BEAST')
    .option('--psk-file <file>', 'keys that both sides have: lines of identity:key, the key in hexadecimal')
    .option('--psk <identity:key>', 'one such key, which everybody on this machine can read here', append, [])
    .option('--srp <user:password>', 'who we are in SRP suites, or whom a server knows; to be read here as well')
    .option('--tickets <count>', 'tickets to resume with: how many a server gives, or a client asks for', count)
    .option('--no-tickets', 'neither give nor ask for tickets; up to TLS 1.2 there are session IDs')
    .addOption(
      new Option('--renegotiate <mode>', 'one more handshake on a connection up to TLS 1.2').choices([
        'refuse',
        'secure',
        'legacy',
      ]),
    );
