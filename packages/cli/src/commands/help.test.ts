import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { runCli } from '../testing/run-cli.ts';

/** Every command with the words that call it. */
function commandsBelow(command: Command, words: readonly string[]): readonly [words: readonly string[], Command][] {
  return command.commands.flatMap((child) => {
    const called = [...words, child.name()];
    return [[called, child] as const, ...commandsBelow(child, called)];
  }) as [readonly string[], Command][];
}

function program(): Command {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  return createProgram({ stdin, stdout, stderr, env: {}, signal: new AbortController().signal }, () => {});
}

const commands = commandsBelow(program(), []);

test.each(commands.map(([words, command]) => [words.join(' '), words, command] as const))(
  '%s --help starts with three examples, which are of that command and have no flags that it has not',
  async (_, words, command) => {
    const { exitCode, stdout } = await runCli([...words, '--help']);
    expect(exitCode).toBe(0);
    const [title, ...lines] = stdout.split('\n').slice(0, 4);
    expect(title).toBe('Examples:');
    for (const line of lines) {
      const example = line.trim().split(/\s{3,}/)[0] ?? '';
      if (!example.startsWith('handfast ')) continue;
      const target = commandOf(example);
      if (command.commands.length === 0) expect(target.name()).toBe(command.name());
      const flags = example.match(/(?<= )--?[a-z][a-z-]*/g) ?? [];
      for (const flag of flags) expect(isKnown(target, flag), `${flag} in ${example}`).toBe(true);
    }
  },
);

/** The command that an example calls. */
function commandOf(example: string): Command {
  let command = program();
  for (const word of example.split(' ').slice(1)) {
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) break;
    command = next;
  }
  return command;
}

const isKnown = (command: Command, flag: string): boolean =>
  command.options.some(({ long, short }) => long === flag || short === flag || long === flag.replace('--', '--no-'));
