/** `handfast cert show | verify | expiry`: what looks at certificates. */

import { type Command, Option } from 'commander';
import type { ExpiryFlags } from '../cert/expiry.ts';
import type { ShowFlags } from '../cert/show.ts';
import type { VerifyFlags } from '../cert/verify/flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { append, appendList, colorOption, count, examples, seconds } from './options.ts';

/** Adds them to `handfast cert`. */
export function addLooking(cert: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  cert
    .command('show')
    .addHelpText('before', examples(showExamples))
    .summary('what is in files, byte by byte if need be')
    .description('Shows certificates, requests, CRLs, OCSP messages and keys: every field, or every byte.')
    .argument('<files...>', 'PEM, with any number of objects, or DER')
    .option('--trace', 'what every byte means')
    .option('--show-secrets', 'print private keys too')
    .option('--at <time>', 'count the days left from this time')
    .option('--json', 'print one JSON document, with the PEM inside')
    .addOption(colorOption())
    .action(async (files: readonly string[], flags: ShowFlags) => {
      const { showCommand } = await import('../cert/show.ts');
      ended(await showCommand(files, flags, around));
    });
  addVerify(cert, around, ended);
  addExpiry(cert, around, ended);
}

function addVerify(cert: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  cert
    .command('verify')
    .addHelpText('before', examples(verifyExamples))
    .summary('whether a certificate is good, and if not, why')
    .description(
      'Looks for a path from a certificate to a trusted root, and explains for each path that was tried which check ' +
        'failed. Exit code 0: accepted; 1: not accepted. With CRLs or OCSP responses the status of every ' +
        'certificate must be known.',
    )
    .argument('<leaf>', 'the certificate; more in the same file are intermediates')
    .option('--untrusted <file>', 'intermediates, in any order; repeatable', append, [])
    .option('--ca <file>', 'the roots to trust; those of this machine when absent; repeatable', append, [])
    .option('--name <host>', 'the host name, IP address or e-mail address that it must be for')
    .option('--at <time>', 'the time of verification: 2026-04-01, RFC 3339, or seconds since 1970')
    .addOption(new Option('--usage <usage>', 'what it is used for').choices(usages).default('server'))
    .addOption(
      new Option(
        '--profile <profile>',
        'the rules: of the public web, of RFC 5280, of its path validation alone, or with what has been given up',
      )
        .choices(['web', 'rfc5280', 'path', 'legacy'])
        .default('web'),
    )
    .option('--key-usage <bits>', 'what its keyUsage must allow, such as digitalSignature', appendList, [])
    .option('--max-depth <n>', 'how many CAs may stand between root and leaf', count)
    .option('--crl <file>', 'CRLs: complete, delta and indirect; repeatable', append, [])
    .option('--ocsp <file>', 'OCSP responses; repeatable', append, [])
    .option('--ct-logs <file>', 'logs whose timestamps count: a log list in JSON (version 3)')
    .option('--ct-minimum <n>', 'how many of them must have promised to publish it', count, 2)
    .option('--json', 'print {"accepted", "path", "reasons"} and more')
    .addOption(colorOption())
    .action(async (leaf: string, flags: VerifyFlags) => {
      const { verifyCommand } = await import('../cert/verify/command.ts');
      ended(await verifyCommand(leaf, flags, around));
    });
}

function addExpiry(cert: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  cert
    .command('expiry')
    .addHelpText('before', examples(expiryExamples))
    .summary('how long certificates still last')
    .description(
      'Lists certificates of files, folders and servers with the days left, what they are for, and whether they are ' +
        'revoked. Exit code 1 when one is to be renewed.',
    )
    .argument('<targets...>', 'files, folders, or host[:port]')
    .option('--within <days>', 'renewal is due when this many days are left', count, 30)
    .option('--crl <file>', 'mark what these CRLs revoke; repeatable', append, [])
    .option('--at <time>', 'count from this time')
    .option('--timeout <seconds>', 'for each server', seconds, 10)
    .option('--json', 'print one JSON document instead')
    .addOption(colorOption())
    .action(async (targets: readonly string[], flags: ExpiryFlags) => {
      const { expiryCommand } = await import('../cert/expiry.ts');
      ended(await expiryCommand(targets, flags, around));
    });
}

const usages = ['server', 'client', 'code-signing', 'email', 'time-stamping', 'ocsp-signing', 'any'];

const showExamples = [
  ['handfast cert show server.pem', 'every field of every certificate in a file'],
  ['handfast cert show server.pem --json', 'the same for scripts, with the PEM inside'],
  ['handfast cert show server.pem --trace', 'what every byte means'],
] as const;

const verifyExamples = [
  ['handfast cert verify server.pem --ca root.pem --name example.com', 'is it good for this name, now'],
  ['handfast cert verify leaf.pem --untrusted chain.pem --ca root.pem --at 2026-04-01', 'was it good then'],
  ['handfast cert verify leaf.pem --ca root.pem --crl ca.crl --json', 'and not revoked; for scripts'],
] as const;

const expiryExamples = [
  ['handfast cert expiry example.com', 'how long the certificate of a server still lasts'],
  ['handfast cert expiry /etc/ssl/private --within 14', 'what to renew within two weeks'],
  ['handfast cert expiry *.pem --crl ca.crl --json', 'an inventory with what is revoked'],
] as const;
