/** Tries one case: a server, the witness, a client; then compares what happened with what must. */

import type { Case, Success } from './case.ts';
import { after } from './child.ts';
import type { HelloReader } from './hello-reader.ts';
import type { Outcome, RunningServer } from './peer.ts';
import { within } from './scope.ts';
import { openWitness, type Witness } from './witness.ts';

/** What tells a case from all others. */
export interface Named {
  readonly client: string;
  readonly server: string;
  readonly topic: string;
  readonly variant: string;
}

export interface Result extends Named {
  readonly status: 'ok' | 'failed' | 'skipped';
  /** Why it failed or was skipped, or what is odd about it, in one line. */
  readonly reason?: string;
  readonly seconds?: number;
  /** Both sides' own output, where the case failed. */
  readonly logs?: { readonly client: string; readonly server: string };
}

/** Runs a case to its end, and once more where the peer is known to fail now and then. Nothing that goes wrong throws. */
export async function runCase(tried: Case): Promise<Result> {
  const first = await runOnce(tried);
  if (first.status === 'ok' || tried.excuse === undefined) return first;
  const second = await runOnce(tried);
  return second.status === 'ok' ? { ...second, reason: `at the second attempt (${tried.excuse})` } : second;
}

async function runOnce(tried: Case): Promise<Result> {
  const begin = performance.now();
  const { status, reason, logs } = await within(deadline, () => attempt(tried)).catch((error: unknown) => ({
    status: 'failed' as const,
    reason: error instanceof Error ? error.message : String(error),
    logs: undefined,
  }));
  return {
    client: tried.client.name,
    server: tried.server.name,
    topic: tried.topic,
    variant: tried.variant,
    status,
    ...(reason !== undefined && { reason: reason.replace(/\s+/g, ' ').slice(0, 500) }),
    seconds: Math.round(performance.now() - begin) / 1000,
    ...(logs !== undefined && { logs }),
  };
}

/** Longer than all the waits of a conversation together. */
const deadline = 90_000;

type Verdict = Pick<Result, 'status' | 'reason' | 'logs'>;

async function attempt(tried: Case): Promise<Verdict> {
  const running = await tried.server.listen(tried.serverOptions);
  const witness = await openWitness(running.port, 1, tried.record);
  const [client, server, closed] = await converse(tried, running, witness);
  const faults =
    tried.expected.outcome === 'done'
      ? faultsOfSuccess(tried.expected, client, server, closed, witness.seen)
      : faultsOfRefusal(tried, client, server);
  if (faults.length === 0) return { status: 'ok' };
  return { status: 'failed', reason: faults.join('; '), logs: { client: client.log, server: server.log } };
}

async function converse(tried: Case, running: RunningServer, witness: Witness): Promise<[Outcome, Outcome, boolean]> {
  try {
    const client = await tried.client.connect({ ...tried.clientOptions, port: witness.port });
    const closed = await Promise.race([witness.closed.then(() => true), after(3_000)]);
    return [client, await running.finish(), closed === true];
  } catch (error) {
    await running.finish().catch(() => {});
    throw error;
  } finally {
    witness.stop();
  }
}

function faultsOfSuccess(
  expected: Success,
  client: Outcome,
  server: Outcome,
  closed: boolean,
  seen: HelloReader,
): string[] {
  const faults: string[] = [];
  if (!client.ok) faults.push(`client: ${client.message}`);
  if (!server.ok) faults.push(`server: ${server.message}`);
  if (faults.length > 0) return faults;
  const check = (what: string, found: unknown, wanted: unknown): void => {
    if (wanted !== undefined && found !== wanted) faults.push(`${what} ${found}, not ${wanted}`);
  };
  check('negotiated', seen.version, expected.version ?? 'TLS 1.3');
  check('group', seen.group, expected.group);
  check('suite', seen.suite, expected.suite);
  check('retried', seen.retried, expected.retried);
  check('cookie', seen.cookie, expected.cookie);
  check('extra', seen.extra, expected.extra);
  for (const { alpn } of [client, server]) if (alpn !== undefined) check('ALPN', alpn, expected.alpn);
  if (expected.keyUpdate !== undefined) {
    if (server.keyUpdates === 0 && expected.keyUpdate === 'client') faults.push('no KeyUpdate came to the server');
    // What the server asks for after the last line need not come: it must only precede further data.
    if (client.keyUpdates === 0) faults.push('no KeyUpdate came to the client');
  }
  for (const { renegotiations } of [client, server]) {
    if (expected.renegotiated && renegotiations === 0) faults.push('there was no renegotiation');
  }
  for (const { hidden } of [client, server]) check('hidden', hidden ?? expected.hidden, expected.hidden);
  check('stapled', client.stapled ?? expected.stapled, expected.stapled);
  if (!closed) faults.push('a side did not close its connection');
  return faults;
}

/** Both sides must call it a failure. Which alert is right is for us alone to keep; other implementations differ. */
function faultsOfRefusal(tried: Case, client: Outcome, server: Outcome): string[] {
  const { expected } = tried;
  if (expected.outcome !== 'refused') return [];
  const faults: string[] = [];
  if (client.ok) faults.push('the client accepted it');
  if (server.ok) faults.push('the server accepted it');
  const refusing = expected.by === 'client' ? client : server;
  if (tried[expected.by].name === 'handfast' && !refusing.ok && !expected.alert.test(refusing.message))
    faults.push(`${expected.by}: no ${expected.alert.source} in: ${refusing.message}`);
  return faults;
}
