/** `handfast ticket`: what is in tickets. */

import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import type { TicketShowFlags } from '../ticket/show.ts';
import { colorOption, examples } from './options.ts';

/** Adds the command with all that is below it. */
export function addTicket(program: Command, around: Surroundings, ended: (exitCode: number) => void): void {
  const ticket = program
    .command('ticket')
    .addHelpText('before', examples(ticketExamples))
    .summary('look into session tickets')
    .description('Shows tickets as their client sees them, and with the key of their server from inside.');
  ticket
    .command('show')
    .addHelpText('before', examples(showExamples))
    .summary('size and age of a ticket; with the key, everything in it')
    .description('Shows the sessions in a file that "handfast connect --session-out" wrote.')
    .argument('<file>', 'a file of sessions')
    .option('--key <file>', 'the key of the server, which "handfast serve --ticket-key" wrote; shows secrets')
    .addOption(colorOption())
    .action(async (file: string, flags: TicketShowFlags) => {
      const { ticketShowCommand } = await import('../ticket/show.ts');
      ended(await ticketShowCommand(file, flags, around));
    });
}

const ticketExamples = [
  ['handfast connect example.com --session-out s.json', 'keep a session'],
  ['handfast ticket show s.json', 'how long it is, and how old'],
  ['handfast ticket show s.json --key ticket.key', 'what the server has sealed in it'],
] as const;

const showExamples = [
  ['handfast ticket show s.json', 'how long it is, and how old'],
  ['handfast ticket show s.json --key ticket.key', 'what the server has sealed in it'],
  ['handfast ticket show s.json --color never', 'without colour'],
] as const;
