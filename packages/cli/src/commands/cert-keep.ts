/** `handfast cert bundle | trust`: certificates brought to those who use them. */

import { type Command, Option } from 'commander';
import type { BundleFlags } from '../cert/bundle.ts';
import type { Surroundings } from '../surroundings.ts';
import type { TrustFlags } from '../trust-store/command.ts';
import { withOutput } from './cert-make.ts';
import { colorOption, examples } from './options.ts';

/** Adds them to `handfast cert`. */
export function addKeeping(cert: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  withOutput(cert.command('bundle'))
    .addHelpText('before', examples(bundleExamples))
    .summary('put chains in order, make and open PKCS #12 files')
    .description(
      'Puts certificates in the order in which servers send them; with --key makes a PKCS #12 file of them; takes a ' +
        'PKCS #12 file apart. Without --out a chain or a PKCS #12 file is only shown.',
    )
    .argument('<files...>', 'certificates in any order, or one PKCS #12 file')
    .option('--key <file>', 'the private key of the leaf: makes a PKCS #12 file')
    .option('--key-password-file <file>', 'the password of that key')
    .option('--friendly-name <text>', 'what people see when they import the PKCS #12 file')
    .option('--with-root', 'keep the root, too')
    .action(async (files: readonly string[], flags: BundleFlags) => {
      const { bundleCommand } = await import('../cert/bundle.ts');
      ended(bundleCommand(files, flags, around));
    });
  cert
    .command('trust')
    .addHelpText('before', examples(trustExamples))
    .summary('make this machine trust the development root')
    .description(
      'Makes the system (Debian, Fedora) and the browsers (NSS) trust the development root. Exit code 1 when ' +
        'something is in the way.',
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--remove', 'take the root away again')
    .addOption(storeOption())
    .option('--json', 'print one JSON document instead')
    .addOption(colorOption())
    .action(async (flags: Omit<TrustFlags, 'store'> & { readonly store: 'all' | 'system' | 'nss' }) => {
      const { trustCommand } = await import('../trust-store/command.ts');
      ended(trustCommand({ ...flags, store: flags.store === 'all' ? ['system', 'nss'] : [flags.store] }, around));
    });
}

const storeOption = (): Option =>
  new Option('--store <store>', 'which stores').choices(['all', 'system', 'nss']).default('all');

const bundleExamples = [
  ['handfast cert bundle leaf.pem root.pem intermediate.pem -o chain.pem', 'in order, without the root'],
  ['handfast cert bundle leaf.pem --key leaf.key --password-file secret -o site', 'site.p12 with all of it'],
  ['handfast cert bundle site.p12 --password-file secret -o site', 'site.pem and site.key again'],
] as const;

const trustExamples = [
  ['handfast cert trust --dry-run', 'what would be done'],
  ['handfast cert trust', 'let this machine trust the development root'],
  ['handfast cert trust --remove', 'trust it no more'],
] as const;
