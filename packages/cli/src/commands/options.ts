/** What the definitions of commands share: examples in the help, and how values of flags are read. */

import { InvalidArgumentError, Option } from 'commander';
import { colorChoices } from '../terminal/paint.ts';

/** The first lines of a command's help. */
export function examples(rows: readonly (readonly [command: string, does: string])[]): string {
  const width = Math.max(...rows.map(([command]) => command.length));
  return ['Examples:', ...rows.map(([command, does]) => `  ${command.padEnd(width)}   ${does}`), ''].join('\n');
}

/** `--color`, which every command has. */
export const colorOption = (): Option =>
  new Option('--color <when>', 'colour on the terminal').choices([...colorChoices]).default('auto');

/** For flags that may be repeated. */
export const append = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** For flags that may be repeated or hold several values between commas. */
export const appendList = (value: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  ...value.split(',').filter((name) => name !== ''),
];

/** A time to wait. */
export function seconds(value: string): number {
  const number = Number(value);
  if (number > 0 && number <= 3600) return number;
  throw new InvalidArgumentError('Give a number of seconds, at most 3600.');
}

/** A TCP port; 0 is any free one. */
export function portNumber(value: string): number {
  if (/^\d+$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError('Ports are 0 to 65535.');
}

/** A whole number, such as a count of days. */
export function count(value: string): number {
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Give a whole number, at most 99999.');
}
