/** The options that all commands about a CA have. */

import type { Command } from 'commander';
import { colorOption } from './options.ts';

/** Which CA, its password, the time, and how to tell the outcome. */
export function withFolder(command: Command): Command {
  return command
    .option('-d, --dir <folder>', 'the CA', usualFolder)
    .option('--password-file <file>', 'the password of its key; HANDFAST_PASSWORD does the same')
    .option('--at <time>', 'the time to work with, instead of now; SOURCE_DATE_EPOCH does the same')
    .option('--json', 'print one JSON document instead')
    .addOption(colorOption());
}

/** The folder when none is named. */
export const usualFolder = 'ca';
