/** `handfast cert bad`: certificates that must be refused. */

import { type Command, Option } from 'commander';
import type { BadFlags } from '../bad/command.ts';
import type { Surroundings } from '../surroundings.ts';
import { colorOption, examples } from './options.ts';

/** Adds it to `handfast cert`. */
export function addBad(cert: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  cert
    .command('bad')
    .addHelpText('before', examples(badExamples))
    .summary('make certificates that must be refused')
    .description(
      'Makes certificates that must be refused, each with its key and the root to trust, for tests and teaching. ' +
        'Without a kind, lists them all.',
    )
    .argument('[kinds...]', 'null-prefix, ca-false, expired, …, or all')
    .option('-o, --out <dir>', 'the folder; bad/KIND when absent')
    .option('--name <host>', 'the host that they should be for', 'localhost')
    .addOption(new Option('--usage <usage>', 'for which end').choices(['server', 'client']).default('server'))
    .option('--at <time>', 'the time to work with, instead of now; SOURCE_DATE_EPOCH does the same')
    .option('--force', 'replace files that exist')
    .option('--json', 'print one JSON document instead')
    .addOption(colorOption())
    .action(async (kinds: readonly string[], flags: BadFlags) => {
      const { badCommand } = await import('../bad/command.ts');
      ended(await badCommand(kinds, flags, around));
    });
}

const badExamples = [
  ['handfast cert bad', 'which kinds there are'],
  ['handfast cert bad null-prefix -o lab', 'one of them: lab/leaf.pem, lab/leaf.key, lab/root.pem'],
  ['handfast cert bad all --name example.test -o lab', 'a folder of each'],
] as const;
