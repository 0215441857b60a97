/** The command line as it is parsed: commands, flags, help. What a command does is loaded when it is called. */

import { Argument, Command, Option } from 'commander';
import { addCa } from './commands/ca.ts';
import { addCert } from './commands/cert.ts';
import { addCrl } from './commands/crl.ts';
import { addInspect } from './commands/inspect.ts';
import { addOcsp } from './commands/ocsp.ts';
import { append, appendList, colorOption, count, examples, portNumber, seconds } from './commands/options.ts';
import { addTicket } from './commands/ticket.ts';
import type { ConnectFlags } from './connect/flags.ts';
import { addDatagramFlags, type DatagramFlags, refuseWithoutDatagrams } from './datagram/flags.ts';
import { exitCodeTable } from './exit-codes.ts';
import { addProtocolFlags } from './protocol-flags.ts';
import type { ServeFlags } from './serve/flags.ts';
import type { Surroundings } from './surroundings.ts';
import { version } from './tool.ts';

/** The program; parsing arguments runs a command and hands its exit code to `ended`. */
export function createProgram(around: Surroundings, ended: (exitCode: number) => void): Command {
  const program = new Command('handfast')
    .description('Speak TLS and watch it: connect, serve, demo. Certificates: cert, ca, ocsp, crl.')
    .version(version(), '-V, --version', 'print the version; with --json as a document')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: (text) => around.stderr.write(text),
    })
    .addHelpText('before', examples(mainExamples))
    .addHelpText('afterAll', `\n${exitCodeTable()}`);
  addConnect(program, around, ended);
  addServe(program, around, ended);
  addDemo(program, around, ended);
  addInspect(program, around, ended);
  addCert(program, around, ended);
  addCa(program, around, ended);
  addOcsp(program, around, ended);
  addCrl(program, around, ended);
  addTicket(program, around, ended);
  return program;
}

function addConnect(program: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  addDatagramFlags(addProtocolFlags(program.command('connect')))
    .addHelpText('before', examples(connectExamples))
    .summary('connect to a TLS server and show the handshake')
    .description(
      'Connects, verifies the certificate, shows the handshake, then pipes standard input and output. ' +
        'Data goes to stdout, everything else to stderr.',
    )
    .argument('<target>', 'host[:port], [address]:port or https://host; port 443 when absent')
    .option('--get <path>', 'send an HTTP/1.1 GET request and print the body')
    .option('--json', 'print one JSON document instead')
    .option('--trace', 'show what every byte of every handshake message means')
    .option('--ca <file>', 'trust the roots in this file only; repeatable', append)
    .option('--trust-key <file>', 'trust the public key in this file, without a certificate; repeatable', append)
    .option('--insecure', 'go on with any certificate, after a warning')
    .option('--server-name <name>', 'ask for this name, and verify it, instead of the host')
    .option('--ech <configs>', 'hide the ClientHello: a file with ECH configurations, or their base64')
    .option('--ech-grease', 'look as if the ClientHello were hidden')
    .option('--alpn <protocol>', 'offer an application protocol, such as h2; repeatable', append)
    .option('--groups <names>', 'key exchange groups in order of preference; commas or repeated', appendList)
    .option('--suites <names>', 'cipher suites in order of preference; commas or repeated', appendList)
    .option('--cert <file>', 'our certificate chain, leaf first, if the server asks')
    .option('--key <file>', 'the private key of the leaf')
    .option('--session-in <file>', 'resume a session from this file, which --session-out wrote')
    .option('--session-out <file>', 'keep sessions in this file; whoever reads it can resume them')
    .option('--early-data <file>', 'send this before the handshake if the session allows it; it may be replayed')
    .option('--false-start', 'up to TLS 1.2, send data before the server is finished')
    .option('--fallback-scsv', 'say that this attempt offers less than the last one did')
    .option('--status', 'ask for a stapled OCSP response, and say what came')
    .option('--srp-user <name>', 'who we are in SRP suites')
    .option('--srp-password-file <file>', 'the password that goes with it')
    .option('--keylog <file>', 'append secrets for Wireshark; SSLKEYLOGFILE does the same')
    .option('--pcap <file>', 'write a capture of the connection with the secrets inside')
    .option('--timeout <seconds>', 'for each phase: DNS, TCP, TLS, answer', seconds, 10)
    .option('-4, --ipv4', 'use IPv4 only')
    .option('-6, --ipv6', 'use IPv6 only')
    .option('-q, --quiet', 'print data, warnings and errors only')
    .addOption(colorOption())
    .action(async (target: string, flags: ConnectFlags & DatagramFlags) => {
      if (flags.dtls === true) {
        const { connectOverDatagrams } = await import('./datagram/connect.ts');
        return ended(await connectOverDatagrams(target, { ...noLists, ...flags }, around));
      }
      refuseWithoutDatagrams(flags);
      const { connectCommand } = await import('./connect/command.ts');
      ended(await connectCommand(target, { ...noLists, ...flags }, around));
    });
}

function addServe(program: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  addDatagramFlags(addProtocolFlags(program.command('serve')))
    .addHelpText('before', examples(serveExamples))
    .summary('serve a folder over HTTPS')
    .description(
      'Serves files over HTTPS with a certificate made on the spot. The root to trust is written to a file ' +
        'whose path is printed; its key is never written and dies with the server.',
    )
    .argument('[dir]', 'the folder', '.')
    .option('-p, --port <number>', 'the port; a free one when absent', portNumber)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--name <name>', 'another host name for the certificate; repeatable', append)
    .option('--cert <file>', 'a certificate chain to use instead, leaf first')
    .option('--key <file>', 'the private key of the leaf')
    .addOption(
      new Option('--client-auth <mode>', 'whether clients need a certificate')
        .choices(['none', 'request', 'require'])
        .default('none'),
    )
    .option(
      '--raw-public-key <file>',
      'show the public half of this key to clients that take one without a certificate',
    )
    .option('--ech <file>', 'read hidden ClientHellos with the ECH key in this file; it is made if missing')
    .option('--public-name <name>', 'what clients show instead of the hidden name, with a new --ech', 'localhost')
    .option('--client-ca <file>', 'the roots of client certificates; repeatable', append)
    .option('--alpn <protocol>', 'an application protocol to agree on; repeatable', append)
    .option('--groups <names>', 'key exchange groups in order of preference; commas or repeated', appendList)
    .option('--suites <names>', 'cipher suites in order of preference; commas or repeated', appendList)
    .option('--no-session-ids', 'keep no sessions by session ID, which are up to TLS 1.2')
    .option('--session-store <where>', 'share sessions, ticket keys and marks: memory, a folder, or redis://…')
    .option('--ticket-key <file>', 'seal tickets with the key in this file; it is made if missing')
    .option('--early-data <bytes>', 'take so much data before the handshake is finished', count)
    .option('--ocsp <file>', 'an OCSP response about --cert, to show to clients that ask')
    .option('--no-cookies', 'with --dtls: believe addresses: anybody can have our answers sent to somebody else')
    .option('--renegotiate-after <bytes>', 'up to TLS 1.2, ask for one more handshake after so much data', count)
    .option('--echo', 'send back what comes, instead of serving files')
    .option('--srp-vfile <file>', 'users of SRP suites and what is known of their passwords, as srptool keeps them')
    .option('--once', 'stop after the first client')
    .option('--keylog <file>', 'append secrets for Wireshark; SSLKEYLOGFILE does the same')
    .option('--pcap <file>', 'write a capture of all connections with the secrets inside')
    .option('--timeout <seconds>', 'for each handshake, and for idle clients six times as much', seconds, 10)
    .option('--json', 'print {"url", "port", "ca"} as the first line on stdout, and each event as one more')
    .option('-q, --quiet', 'do not report handshakes')
    .addOption(colorOption())
    .action(async (folder: string, flags: ServeFlags & DatagramFlags) => {
      if (flags.dtls === true) {
        const { serveDatagrams } = await import('./datagram/serve.ts');
        return ended(await serveDatagrams(folder, { ...noLists, ...flags }, around));
      }
      refuseWithoutDatagrams(flags);
      const { serveCommand } = await import('./serve/command.ts');
      ended(await serveCommand(folder, { ...noLists, ...flags }, around));
    });
}

function addDemo(program: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  program
    .command('demo')
    .addHelpText('before', examples(demoExamples))
    .summary('watch a client and a server of ours shake hands')
    .description(
      'Runs a client and a server on loopback, shows both sides of their handshake, and checks all it shows.',
    )
    .addArgument(new Argument('[what]', 'what to watch').choices(['handshake', 'resumption']).default('handshake'))
    .addOption(colorOption())
    .action(async (what: string, flags: { readonly color: ConnectFlags['color'] }) => {
      const { demoCommand } = await import('./demo/command.ts');
      const { resumptionDemo } = await import('./demo/resumption.ts');
      ended(await (what === 'resumption' ? resumptionDemo : demoCommand)(flags, around));
    });
}

/** Repeatable flags that were not given. */
const noLists = { ca: [], trustKey: [], clientCa: [], name: [], alpn: [], groups: [], suites: [] };

const mainExamples = [
  ['handfast connect example.com', 'watch a handshake, then talk to the server'],
  ['handfast connect example.com --get / > page.html', 'fetch a page over HTTPS'],
  ['handfast serve .', 'serve this folder over HTTPS'],
] as const;

const connectExamples = [
  ['handfast connect example.com', 'watch a handshake, then talk to the server'],
  ['handfast connect example.com --get / --quiet', 'fetch a page over HTTPS'],
  ['handfast connect localhost:8443 --ca root.pem --trace', 'what every byte of the handshake means'],
] as const;

const serveExamples = [
  ['handfast serve .', 'serve this folder over HTTPS'],
  ['handfast serve --client-auth require', 'let only clients with a certificate in'],
  ['handfast serve --echo --once --groups secp384r1', 'say back what one client says, after HelloRetryRequest'],
] as const;

const demoExamples = [
  ['handfast demo', 'both sides of a handshake'],
  ['handfast demo resumption', 'five ways to come back, side by side'],
  ['npm start', 'the same, in the repository'],
] as const;
