/** `handfast cert`: certificates shown, verified and made. */

import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { addBad } from './cert-bad.ts';
import { addKeeping } from './cert-keep.ts';
import { addLooking } from './cert-look.ts';
import { addMaking } from './cert-make.ts';
import { examples } from './options.ts';

/** Adds the command with all that is below it. */
export function addCert(program: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  const cert = program
    .command('cert')
    .addHelpText('before', examples(certExamples))
    .summary('show, verify and make certificates')
    .description(
      'Shows, verifies and makes certificates. Private keys are written for their owner alone, never shown.',
    );
  addLooking(cert, around, ended);
  addMaking(cert, around, ended);
  addKeeping(cert, around, ended);
  addBad(cert, around, ended);
}

const certExamples = [
  ['handfast cert dev localhost 127.0.0.1', 'a certificate that this machine can trust'],
  ['handfast cert show server.pem', 'what is in a certificate'],
  ['handfast cert verify server.pem --ca root.pem --name example.com', 'is it good, and if not, why'],
] as const;
