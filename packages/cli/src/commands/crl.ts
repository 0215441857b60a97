/** `handfast crl`: lists of revoked certificates, shown and verified. */

import type { Command } from 'commander';
import type { ShowFlags } from '../cert/show.ts';
import type { VerifyCrlFlags } from '../crl/verify.ts';
import type { Surroundings } from '../surroundings.ts';
import { colorOption, examples } from './options.ts';

/** Adds the command with all that is below it. */
export function addCrl(program: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  const crl = program
    .command('crl')
    .addHelpText('before', examples(crlExamples))
    .summary('show and verify lists of revoked certificates')
    .description('Shows and verifies lists of revoked certificates; "handfast ca crl" makes them.');
  crl
    .command('show')
    .addHelpText('before', examples(showExamples))
    .summary('what is in a CRL')
    .description('Shows CRLs.')
    .argument('<files...>', 'PEM or DER')
    .option('--trace', 'what every byte means')
    .option('--at <time>', 'what is outdated at this time')
    .option('--json', 'print one JSON document, with the PEM inside')
    .addOption(colorOption())
    .action(async (files: readonly string[], flags: ShowFlags) => {
      const { showCommand } = await import('../cert/show.ts');
      ended(await showCommand(files, flags, around));
    });
  crl
    .command('verify')
    .addHelpText('before', examples(verifyExamples))
    .summary('whether a CRL counts')
    .description('Checks signature, issuer and dates of a CRL. Exit code 1 when it does not count.')
    .argument('<crl>', 'PEM or DER')
    .requiredOption('--ca <file>', 'the certificate of its issuer')
    .option('--at <time>', 'the time of verification')
    .option('--json', 'print {"accepted", "reasons"} and more')
    .addOption(colorOption())
    .action(async (file: string, flags: VerifyCrlFlags) => {
      const { verifyCrlCommand } = await import('../crl/verify.ts');
      ended(await verifyCrlCommand(file, flags, around));
    });
}

const crlExamples = [
  ['handfast crl show ca.crl', 'what is revoked'],
  ['handfast crl verify ca.crl --ca ca.pem', 'does it count'],
  ['handfast cert verify leaf.pem --ca root.pem --crl ca.crl', 'is a certificate on it'],
] as const;

const showExamples = [
  ['handfast crl show ca.crl', 'what is revoked'],
  ['handfast crl show ca.crl --json', 'the same for scripts'],
  ['handfast crl show ca.crl --trace', 'what every byte means'],
] as const;

const verifyExamples = [
  ['handfast crl verify ca.crl --ca ca.pem', 'does it count now'],
  ['handfast crl verify ca.crl --ca ca.pem --at 2026-04-01', 'did it count then'],
  ['handfast crl verify ca.crl --ca ca.pem --json', 'for scripts'],
] as const;
