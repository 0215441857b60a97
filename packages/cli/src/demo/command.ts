/** `handfast demo`: a client and a server of ours on loopback, both sides of their handshake, and what it is good for. */

import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { showChain, verdictOn } from '../show/chain.ts';
import { showParameters } from '../show/parameters.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';
import { showBothSides } from './both-sides.ts';
import { type Conversation, converse } from './conversation.ts';
import { startDemoServer } from './server.ts';
import { refusedName } from './wrong-name.ts';

/** Shows, checks, and returns the exit code. Throws when anything is not as it should be. */
export async function demoCommand(
  { color }: { readonly color: ColorChoice },
  { stdout, env }: Surroundings,
): Promise<number> {
  const screen = screenOn(stdout, env, color);
  const server = await startDemoServer();
  try {
    title(screen, 'A client and a server shake hands over loopback');
    const conversation = await inTime(converse(server));
    showConversation(screen, conversation);
    title(screen, 'The same server under a name that its certificate does not have');
    const refusal = await inTime(refusedName(server, 'wrong.example'));
    screen.line(`  ${screen.paint('green', 'OK')}  the client refused: ${refusal.reason}`);
    screen.line(`      and the server heard the alert ${refusal.heard}\n`);
    showNext(screen);
    return exitCodes.success;
  } finally {
    server.stop();
  }
}

function showConversation(screen: Screen, conversation: Conversation): void {
  const { info, ladder, data, keyingMaterial } = conversation;
  const ok = screen.paint('green', 'OK');
  showBothSides(screen, ladder);
  screen.line();
  showParameters(screen, info);
  screen.line();
  if (info.peer !== undefined) {
    showChain(screen, info.peer.chain, verdictOn(info.peer, 'localhost'), Date.now());
    screen.line();
  }
  screen.line(`  ${ok}  every message arrived as it was sent, and both sides agree on all of the above`);
  screen.line(`  ${ok}  both sides can derive ${keyingMaterial.slice(0, 16)}…, which nobody between them can`);
  screen.line(
    `  ${ok}  ${data.toLocaleString('en')} bytes went there and came back unchanged, then both sides said goodbye\n`,
  );
}

function showNext({ paint, line }: Screen): void {
  line(`  ${paint('bold', 'Try next')}`);
  for (const [command, does] of next) line(`    ${command.padEnd(42)} ${paint('dim', does)}`);
  line();
}

function title({ paint, line }: Screen, text: string): void {
  line(`\n  ${paint('bold', text)}\n`);
}

/** Nothing here takes a second; what takes ten has failed. */
function inTime<T>(work: Promise<T>): Promise<T> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const cause = 'the demo did not come to its end within 10 s';
    const error = new CommandError({ exitCode: exitCodes.internal, code: 'timeout', cause, fix: 'please report it' });
    clock = setTimeout(() => reject(error), 10_000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(clock));
}

const next = [
  ['npx handfast serve .', 'serve this folder over HTTPS'],
  ['npx handfast connect example.com --trace', 'what every byte of a handshake means'],
  ['npx handfast connect example.com --json', 'the same for scripts'],
] as const;
