/** `handfast ocsp`: asks and answers whether certificates are revoked. */

import type { Command } from 'commander';
import type { ServeOcspFlags } from '../ca/flags.ts';
import type { ShowFlags } from '../cert/show.ts';
import type { QueryFlags } from '../ocsp/query.ts';
import type { Surroundings } from '../surroundings.ts';
import { withFolder } from './ca-options.ts';
import { colorOption, count, examples, portNumber, seconds } from './options.ts';

type Ended = (exitCode: number) => void;

/** Adds the command with all that is below it. */
export function addOcsp(program: Command, around: Surroundings, ended: Ended): void {
  const ocsp = program
    .command('ocsp')
    .addHelpText('before', examples(ocspExamples))
    .summary('ask whether certificates are revoked')
    .description('Asks OCSP responders, shows what they say, and is one.');
  ocsp
    .command('query')
    .addHelpText('before', examples(queryExamples))
    .summary('ask about a certificate')
    .description('Asks about a certificate and checks the answer. Exit code 0: good; 1: revoked, unknown, or no proof.')
    .argument('<certificate>', 'a file; its issuer may stand in it too')
    .option('--issuer <file>', 'the certificate of the CA that issued it')
    .option('--url <url>', 'the responder; the one that the certificate names when absent')
    .option('--no-nonce', 'take an answer that was made before')
    .option('--at <time>', 'judge the answer at this time')
    .option('-o, --out <file>', 'keep the answer, for cert verify --ocsp')
    .option('--timeout <seconds>', 'for the answer', seconds, 10)
    .option('--json', 'print one JSON document instead')
    .addOption(colorOption())
    .action(async (certificate: string, flags: QueryFlags) => {
      const { queryCommand } = await import('../ocsp/query.ts');
      ended(await queryCommand(certificate, flags, around));
    });
  ocsp
    .command('show')
    .addHelpText('before', examples(showExamples))
    .summary('what a request or a response says')
    .description('Shows OCSP requests and responses.')
    .argument('<files...>', 'DER or PEM')
    .option('--trace', 'what every byte means')
    .option('--at <time>', 'what is outdated at this time')
    .option('--json', 'print one JSON document instead')
    .addOption(colorOption())
    .action(async (files: readonly string[], flags: ShowFlags) => {
      const { showCommand } = await import('../cert/show.ts');
      ended(await showCommand(files, flags, around));
    });
  addServeOcsp(ocsp, 'serve', around, ended);
}

/** Adds the responder, under one of its two names. */
export function addServeOcsp(parent: Command, name: string, around: Surroundings, ended: Ended): void {
  withFolder(parent.command(name))
    .addHelpText(
      'before',
      examples(serveExamples.map(([line, does]) => [line.replace('NAME', nameOf(parent, name)), does])),
    )
    .summary('be an OCSP responder')
    .description('Answers OCSP requests about the certificates of a CA over HTTP, until it is stopped.')
    .option('-p, --port <number>', 'the port; a free one when absent', portNumber, 0)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--hours <n>', 'how long answers hold', count, 24)
    .option('--delegate', 'sign with a key of its own, for which the CA makes a certificate')
    .option('-q, --quiet', 'do not report requests')
    .action(async (flags: ServeOcspFlags) => {
      const { serveOcspCommand } = await import('../ca/serve-ocsp.ts');
      ended(await serveOcspCommand(flags, around));
    });
}

const nameOf = (parent: Command, name: string): string => `handfast ${parent.name()} ${name}`;

const ocspExamples = [
  ['handfast ocsp query server.pem --issuer ca.pem', 'is it revoked'],
  ['handfast ocsp show response.der', 'what a responder said'],
  ['handfast ocsp serve --dir ca --port 8080', 'answer for a CA'],
] as const;

const queryExamples = [
  ['handfast ocsp query server.pem --issuer ca.pem', 'ask the responder that the certificate names'],
  ['handfast ocsp query server.pem --issuer ca.pem --url http://localhost:8080', 'ask another one'],
  ['handfast ocsp query chain.pem -o response.der --json', 'keep the answer; the issuer is in the file'],
] as const;

const showExamples = [
  ['handfast ocsp show response.der', 'what a responder said'],
  ['handfast ocsp show response.der --json', 'the same for scripts'],
  ['handfast ocsp show response.der --trace', 'what every byte means'],
] as const;

const serveExamples = [
  ['NAME --port 8080', 'answer for the CA in ./ca'],
  ['NAME --dir issuing --delegate', 'with a key that the CA has certified for it'],
  ['NAME --json --quiet', '{"url", "port"} as the first line'],
] as const;
