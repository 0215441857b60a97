/** One test: its flags, its connections one after another, its verdict. */

import { connect, type Socket } from 'node:net';
import { MisuseError } from 'handfast';
import { converse, type Scene } from './conversation.ts';
import { ShimFailure, unimplemented } from './failure.ts';
import { parseFlags, type ShimConfig } from './flags.ts';
import { Memory } from './memory.ts';
import { openConnection } from './settings.ts';
import { Witness } from './witness.ts';

/** What the runner gets: text for stderr, empty if all is well, and an exit code. */
export interface Verdict {
  readonly stderr: string;
  readonly exitCode: number;
  /** What we would have needed, where we lack something. */
  readonly lack?: string | undefined;
}

/** Runs a test. When `abandoned` is triggered nobody waits for the verdict any more. */
export async function runTest(args: readonly string[], abandoned: AbortSignal): Promise<Verdict> {
  try {
    const { initial, resume, retry } = parseFlags(args);
    const memory = new Memory();
    for (let round = 0; round <= (initial['resume-count'] ?? 0); round++) {
      const config = round === 0 ? initial : resume;
      await playConnection({ config, retryConfig: retry, memory, again: round > 0 }, abandoned);
      memory.now += pause(config, memory);
    }
    return { stderr: '', exitCode: 0 };
  } catch (error) {
    if (error instanceof ShimFailure) {
      const lack = error.exitCode === unimplemented ? error.message : undefined;
      return { stderr: `${error.message}\n`, exitCode: error.exitCode, lack };
    }
    if (error instanceof MisuseError) return { stderr: `[misuse] ${error.message}\n`, exitCode: 1 };
    return { stderr: `${error instanceof Error ? error.stack : String(error)}\n`, exitCode: 1 };
  }
}

/** In milliseconds. Tickets are renewed that have lived half their lives, at most a day up to TLS 1.2. */
const pause = (config: ShimConfig, { sealer }: Memory): number => {
  const renewal = config['renew-ticket'] ? 0.6 * Math.min(sealer.lifetime, 86_400) : 0;
  return 1000 * (renewal + (config['resumption-delay'] ?? 0));
};

async function playConnection(
  part: Pick<Scene, 'config' | 'retryConfig' | 'memory' | 'again'>,
  abandoned: AbortSignal,
): Promise<void> {
  const { config, memory } = part;
  const witness = new Witness();
  let credential = -1;
  const used = (number: number): void => {
    credential = number;
  };
  memory.begin();
  const connection = openConnection({ ...part, witness, memory, used });
  const socket = await dial(config, abandoned);
  await converse({ ...part, witness, connection, socket, credential: () => credential });
}

/** Connects to the runner and says which test this is. */
function dial({ port = 0, ipv6, 'shim-id': id = 0 }: ShimConfig, abandoned: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: ipv6 ? '::1' : '127.0.0.1',
      noDelay: true,
      allowHalfOpen: true,
      signal: abandoned,
    });
    socket.once('error', (error) => reject(new ShimFailure(`the runner cannot be reached: ${error.message}`)));
    socket.once('connect', () => {
      const hello = new Uint8Array(8);
      new DataView(hello.buffer).setBigUint64(0, BigInt(id), true);
      socket.write(hello);
      resolve(socket);
    });
  });
}
