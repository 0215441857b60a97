/** One run of the program: arguments in, exit code out, nothing thrown. */

import { CommanderError } from 'commander';
import { CommandError, type Explanation, sentenceOf } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { documentHead, documentText } from './json-document.ts';
import { createProgram } from './program.ts';
import type { Surroundings } from './surroundings.ts';
import { screenOn } from './terminal/screen.ts';
import { toolInfo } from './tool.ts';

/** Runs a command line (without node and script). Resolves with the exit code. */
export async function run(args: readonly string[], around: Surroundings): Promise<number> {
  if (args.includes('--version') && args.includes('--json')) {
    around.stdout.write(
      documentText({ schema: 'urn:handfast:version:1.0.0', tool: toolInfo(), node: process.version }),
    );
    return exitCodes.success;
  }
  let exitCode: number = exitCodes.success;
  const program = createProgram(around, (code) => {
    exitCode = code;
  });
  try {
    if (args.length === 0) return shortHelp(around);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return parsingEnded(error, args, around);
    return told(explanationOf(error), args, around);
  }
}

/** Commander has printed help, the version, or what is wrong with the arguments. */
function parsingEnded(error: CommanderError, args: readonly string[], { stdout }: Surroundings): number {
  if (error.exitCode === 0) return exitCodes.success;
  if (args.includes('--json')) {
    const cause = error.message.replace(/^error: /, '');
    stdout.write(errorDocument({ exitCode: exitCodes.usage, code: 'usage', cause, fix: 'see --help' }));
  }
  return exitCodes.usage;
}

function told(explanation: Explanation, args: readonly string[], { stdout, stderr, env }: Surroundings): number {
  if (args.includes('--json')) stdout.write(errorDocument(explanation));
  const { paint, line } = screenOn(stderr, env);
  line(`${paint('red', 'handfast:')} ${sentenceOf(explanation)}`);
  return explanation.exitCode;
}

function explanationOf(error: unknown): Explanation {
  if (error instanceof CommandError) return error.explanation;
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const fix = 'this is a fault of handfast itself, please report it';
  return { exitCode: exitCodes.internal, code: 'internal', cause, fix };
}

function errorDocument({ exitCode, code, cause, fix }: Explanation): string {
  const message = `${cause}: ${fix}.`;
  return documentText({
    ...documentHead('error', Date.now()),
    complete: false,
    error: { code, alert: null, from: null, message, cause, hint: fix, exitCode },
  });
}

function shortHelp({ stderr }: Surroundings): number {
  stderr.write(
    [
      'Usage: handfast <command> [options]',
      '',
      '  connect <target>   connect to a TLS server and show the handshake',
      '  serve [dir]        serve a folder over HTTPS',
      '  demo               watch a client and a server of ours shake hands',
      '  inspect <file>     explain the TLS in a capture file',
      '  cert, ca, ocsp, crl   certificates: show, verify, make, revoke',
      'handfast --help tells more.',
      '',
    ].join('\n'),
  );
  return exitCodes.usage;
}
