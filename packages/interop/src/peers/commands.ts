/** The echo conversation for command-line peers, whose standard input and output are the two ends of the connection. */

import { after, type Child } from '../child.ts';
import type { Outcome } from '../peer.ts';

/** Every line of a conversation starts so, which tells it from the command's own output. */
export const lineStart = 'handfast interop';

const longestLine = 1 << 20;
const conversationDeadline = 15_000;

/** Sends back, through the command's standard input, the line of the conversation that it prints. */
export function echoLines(child: Child, beforeEcho = async (): Promise<void> => {}): void {
  let pending = '';
  child.onOutput((text) => {
    pending += text;
    const lines = pending.split('\n');
    pending = (lines.pop() ?? '').slice(-longestLine);
    const echo = lines.find((line) => line.startsWith(lineStart));
    if (echo !== undefined)
      beforeEcho().then(
        () => child.write(`${echo}\n`),
        () => child.stop(),
      );
  });
}

/** Gives the client command its line and waits for the echo: nothing if it came, else why not. The command runs on. */
export async function sayLine(child: Child, line: string): Promise<string | undefined> {
  child.write(`${line}\n`);
  try {
    await child.waitFor(`${line}\n`, conversationDeadline);
    return undefined;
  } catch (error) {
    await child.stop();
    return `no echo: ${error instanceof Error ? error.message : error}`;
  }
}

/** Ends the client command's input, which makes it close, and judges it by its exit code. */
export async function finishClient(child: Child, explain: (log: string) => string): Promise<Outcome> {
  child.end();
  const code = await Promise.race([child.exited, after(5_000)]);
  if (code === undefined) await child.stop();
  const log = child.output();
  if (code === 0) return { ok: true, message: '', log };
  const end = code === undefined ? 'did not end after its input did' : `exit code ${code}`;
  return { ok: false, message: explain(log) || end, log };
}
