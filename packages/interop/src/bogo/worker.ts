/** A warm worker: takes tests from forwarders, any number at a time. */

import { createServer, type Server, type Socket } from 'node:net';
import { runTest } from './shim/run-test.ts';

/** Serves the socket at this path. A forwarder that goes away gives its test up. `lacking` hears what a test needs. */
export function serveTests(path: string, lacking: (what: string | undefined) => void): Server {
  const server = createServer({ allowHalfOpen: true }, (forwarder) => {
    const abandoned = new AbortController();
    const chunks: Buffer[] = [];
    forwarder.on('data', (chunk: Buffer) => chunks.push(chunk));
    forwarder.on('error', () => forwarder.destroy());
    forwarder.on('close', () => abandoned.abort());
    forwarder.on('end', () => void answer(forwarder, Buffer.concat(chunks), abandoned.signal).then(lacking));
  });
  return server.listen(path);
}

/** Arguments come each with a NUL behind it; the answer is stderr and one byte more, the exit code. */
async function answer(forwarder: Socket, request: Buffer, abandoned: AbortSignal): Promise<string | undefined> {
  const args = request.toString('latin1').split('\0').slice(0, -1);
  const { stderr, exitCode, lack } = await runTest(args, abandoned);
  forwarder.end(Buffer.concat([Buffer.from(stderr), Buffer.of(exitCode)]));
  return lack;
}
