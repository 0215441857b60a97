/** `handfast inspect`: a capture, explained. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FollowedStream, InspectFlags } from '../inspect/flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { append, colorOption, examples } from './options.ts';

/** Adds it to the program. */
export function addInspect(program: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  program
    .command('inspect')
    .addHelpText('before', examples(inspectExamples))
    .summary('explain the TLS in a capture file')
    .description(
      'Lists the packets of a capture, pcap or pcapng, also compressed with gzip, and says what each completes: ' +
        'records, messages, alerts, whatever the port. TLS is found by its bytes.',
    )
    .argument('<file>', 'the capture; - for standard input, also while it is still written')
    .option('--details', 'the tree of every field below each packet')
    .option('--explain', 'the same, with what each field means and where that is written')
    .option('--bytes', 'every byte of each record: where it stands, what it is, and what it says')
    .option('--connections', 'a ladder, a verdict and warnings for each connection instead of packets')
    .option('--json', 'one JSON document with a report of each connection; with --details the packets too')
    .option('--ndjson', 'one line of JSON for each connection as soon as it is over')
    .option('--filter <expression>', "only what matches, such as 'tls.handshake.type == 1 and not tcp.port == 25'")
    .option('--follow <stream>', 'what the applications of a TCP stream said; udp:0 is a UDP stream', followed)
    .option('--stream <stream>', 'this TCP stream only', streamNumber)
    .option('--keylog <file>', 'open protected records with the secrets of a key log; repeatable', append, [])
    .option('--rsa-key <file>', "or with the server's RSA key, where RSA exchanged the keys; repeatable", append, [])
    .option('--psk <hex>', 'or with a pre-shared key; repeatable', append, [])
    .option('--ca <file>', 'verify certificates with these roots, at the time of the capture; repeatable', append, [])
    .addOption(
      new Option('--wording <year>', "Wireshark's words of today, or those of documents from 2014 or 2009")
        .choices(['recent', '2014', '2009'])
        .default('recent'),
    )
    .option('--write <file>', 'write what was chosen as pcapng, with the secrets inside')
    .option('--redact', 'without the secrets, and with zeros for what applications said')
    .option('--no-header', 'without the line that names the columns')
    .option('-q, --quiet', 'no progress on stderr')
    .addOption(colorOption())
    .action(async (file: string, flags: InspectFlags) => {
      const { inspectCommand } = await import('../inspect/command.ts');
      ended(await inspectCommand(file, flags, around));
    });
}

function followed(value: string): FollowedStream {
  const [, carrier = 'tcp', number = ''] = /^(?:(tcp|udp):)?(.*)$/.exec(value) ?? [];
  return { carrier: carrier === 'udp' ? 'udp' : 'tcp', number: streamNumber(number) };
}

function streamNumber(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Streams are numbered from 0.');
}

const inspectExamples = [
  ['handfast inspect trace.pcap', 'the packet list'],
  ['handfast inspect trace.pcapng --connections', 'how each handshake went, and why it failed'],
  ["tcpdump -U -w - port 443 | handfast inspect - --filter 'tls.handshake'", 'handshakes as they happen'],
  ['handfast inspect trace.pcap --keylog keys.log --follow 0', 'what was said under encryption'],
] as const;
