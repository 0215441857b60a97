/**
 * Peers that are small programs of ours around a TLS library. One process holds many conversations: each request is
 * a line of fields between tabs on its standard input, each answer a line on its standard output.
 *
 *     7  server  groups=x25519,secp256r1  certificate=/tmp/a.pem  …  →  7  listening  40123  →  7  done  alpn=h2
 *     8  client  port=40123  line=hello  …                           →  8  done
 *     9  stop    request=7                                           (ends what request 7 began)
 */

import { after, type Child, start } from '../child.ts';
import type { ClientOptions, Outcome, RunningServer, ServerOptions } from '../peer.ts';
import { outliving, untilOver } from '../scope.ts';

/** How to start the program. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** One running process of the program, started again when it has died. */
export interface Program {
  listen(options: ServerOptions): Promise<RunningServer>;
  connect(options: ClientOptions): Promise<Outcome>;
  /** True while no conversation runs. */
  idle(): boolean;
  close(): Promise<void>;
}

type Answer = { readonly word: string; readonly fields: readonly string[] };

interface Conversation {
  next(milliseconds: number): Promise<Answer>;
  end(): void;
}

const longestLine = 1 << 20;

/** A program that is started by the first conversation. */
export function program(command: Command): Program {
  const waiting = new Map<number, (answer: Answer) => void>();
  let child: Child | undefined;
  let lastRequest = 0;
  let pending = '';

  function hear(text: string): void {
    const lines = (pending + text).split('\n');
    pending = (lines.pop() ?? '').slice(-longestLine);
    for (const line of lines) {
      const [request, word = '', ...fields] = line.split('\t');
      waiting.get(Number(request))?.({ word, fields });
    }
  }

  function running(): Child {
    if (child !== undefined) return child;
    const environment = command.environment !== undefined && { environment: command.environment };
    // It holds the conversations of other cases too.
    const started = outliving(() => start(command.command, command.args, { ...environment }));
    child = started;
    pending = '';
    started.onOutput(hear);
    void started.exited.then((code) => {
      if (child === started) child = undefined;
      const message = `the program ended with exit code ${code}: ${started.output().slice(-2_000)}`;
      for (const answer of waiting.values()) answer({ word: 'failed', fields: [message] });
    });
    return started;
  }

  function ask(role: string, fields: Readonly<Record<string, string>>): Conversation {
    lastRequest += 1;
    const request = lastRequest;
    const answers = queue();
    waiting.set(request, answers.put);
    running().write(`${[request, role, ...Object.entries(fields).map((field) => field.join('='))].join('\t')}\n`);
    const end = (): void => {
      if (waiting.delete(request)) child?.write(`${request}\tstop\trequest=${request}\n`);
    };
    untilOver(end);
    return { next: (milliseconds) => answers.take(milliseconds), end };
  }

  return {
    listen: (options) => listen(ask('server', serverFields(options))),
    connect: (options) => connect(ask('client', clientFields(options))),
    idle: () => waiting.size === 0,
    close: async () => {
      await child?.stop();
    },
  };
}

async function listen(conversation: Conversation): Promise<RunningServer> {
  const answer = await conversation.next(20_000);
  if (answer.word !== 'listening') {
    conversation.end();
    throw new Error(answer.fields.join(' '));
  }
  return {
    port: Number(answer.fields[0]),
    finish: async () => {
      const last = await conversation.next(3_000);
      conversation.end();
      return outcome(last);
    },
  };
}

async function connect(conversation: Conversation): Promise<Outcome> {
  const answer = await conversation.next(20_000);
  conversation.end();
  return outcome(answer);
}

function outcome({ word, fields }: Answer): Outcome {
  const log = [word, ...fields].join(' ');
  if (word !== 'done') return { ok: false, message: fields.join(' '), log };
  const value = (name: string): string | undefined =>
    fields.find((field) => field.startsWith(`${name}=`))?.slice(name.length + 1);
  const alpn = value('alpn');
  const keyUpdates = value('keyUpdates');
  const renegotiations = value('renegotiations');
  const stapled = value('stapled');
  const hidden = value('hidden');
  return {
    ok: true,
    message: '',
    log,
    ...(alpn !== undefined && { alpn }),
    ...(keyUpdates !== undefined && { keyUpdates: Number(keyUpdates) }),
    ...(renegotiations !== undefined && { renegotiations: Number(renegotiations) }),
    ...(stapled !== undefined && { stapled: stapled === 'true' }),
    ...(hidden !== undefined && { hidden: hidden === 'true' }),
  };
}

function queue(): { put(answer: Answer): void; take(milliseconds: number): Promise<Answer> } {
  const ready: Answer[] = [];
  let taker: ((answer: Answer) => void) | undefined;
  return {
    put: (answer) => {
      if (taker === undefined) ready.push(answer);
      else taker(answer);
      taker = undefined;
    },
    take: async (milliseconds) => {
      const first = ready.shift();
      if (first !== undefined) return first;
      const answer = new Promise<Answer>((resolve) => {
        taker = resolve;
      });
      const late: Answer = { word: 'failed', fields: [`no answer within ${milliseconds} ms`] };
      return (await Promise.race([answer, after(milliseconds)])) ?? late;
    },
  };
}

function serverFields(options: ServerOptions): Record<string, string> {
  return {
    ...commonFields(options),
    certificate: options.identity.bundle,
    key: options.identity.key,
    clientAuth: options.clientAuth,
    ...(options.cookie === true && { cookie: 'yes' }),
    ...(options.ocspResponse !== undefined && { ocspResponse: options.ocspResponse }),
  };
}

function clientFields(options: ClientOptions): Record<string, string> {
  const { identity } = options;
  return {
    ...commonFields(options),
    port: String(options.port),
    serverName: options.serverName,
    line: options.line,
    ...(identity !== undefined && { certificate: identity.bundle, key: identity.key }),
    ...(options.oneShare === true && { oneShare: 'yes' }),
    ...(options.askStatus === true && { askStatus: 'yes' }),
  };
}

function commonFields(options: ServerOptions | ClientOptions): Record<string, string> {
  const { version, groups, suites, alpn, roots, updateKeys, renegotiate, ech, setting, extra } = options;
  return {
    roots,
    ...(version !== undefined && { version }),
    ...(updateKeys === true && { updateKeys: 'yes' }),
    ...(ech !== undefined && { ech }),
    ...(setting !== undefined && { setting }),
    ...(extra !== undefined && { extra }),
    ...(renegotiate !== undefined && { renegotiate }),
    ...(groups !== undefined && { groups: groups.join(',') }),
    ...(suites !== undefined && { suites: suites.join(',') }),
    ...(alpn !== undefined && { alpn: alpn.join(',') }),
  };
}
