/** The program's side of the line protocol that peers/program.ts describes, for the programs written in TypeScript. */

import { createInterface } from 'node:readline';

/** The fields of one request; those that are lists are split at the comma. */
export interface Request {
  /** TLS 1.3 where absent. */
  readonly version?: string;
  readonly groups?: readonly string[];
  readonly suites?: readonly string[];
  readonly alpn?: readonly string[];
  readonly roots: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly clientAuth?: string;
  readonly cookie: boolean;
  readonly updateKeys: boolean;
  /** Path of a PEM file with an ECH key. */
  readonly ech?: string;
  readonly setting?: string;
  /** Of those that were given up. */
  readonly extra?: string;
  /** `begin` or `follow`. */
  readonly renegotiate?: string;
  readonly ocspResponse?: string;
  readonly askStatus: boolean;
  readonly port: number;
  readonly serverName: string;
  readonly line: string;
  readonly oneShare: boolean;
}

/** What a conversation that went well says about itself. */
export interface Report {
  readonly alpn?: string;
  readonly keyUpdates?: number;
  readonly renegotiations?: number;
  readonly stapled?: boolean;
  readonly hidden?: boolean;
}

export interface Roles {
  /** Serves one connection; calls `listening` with the port. */
  server(request: Request, listening: (port: number) => void, signal: AbortSignal): Promise<Report>;
  client(request: Request, signal: AbortSignal): Promise<Report>;
}

/** Answers requests from standard input until it ends. */
export function serveRequests(roles: Roles): void {
  const running = new Map<string, AbortController>();
  const answer = (...fields: readonly (string | number)[]): void => {
    process.stdout.write(`${fields.join('\t')}\n`);
  };
  const hold = async (id: string, role: string, fields: readonly string[]): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const request = parse(fields);
      const report =
        role === 'server'
          ? await roles.server(request, (port) => answer(id, 'listening', port), controller.signal)
          : await roles.client(request, controller.signal);
      answer(id, 'done', ...Object.entries(report).map((field) => field.join('=')));
    } catch (error) {
      answer(id, 'failed', describe(error));
    } finally {
      running.delete(id);
    }
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [id = '', role = '', ...fields] = line.split('\t');
      if (role === 'stop') running.get(id)?.abort();
      else void hold(id, role, fields);
    })
    .on('close', () => process.exit(0));
}

function parse(fields: readonly string[]): Request {
  const values = new Map(
    fields.map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  );
  const list = <K extends string>(name: K): Partial<Record<K, string[]>> => {
    const value = values.get(name);
    return value === undefined ? {} : ({ [name]: value.split(',') } as Record<K, string[]>);
  };
  const text = <K extends string>(name: K): Partial<Record<K, string>> => {
    const value = values.get(name);
    return value === undefined ? {} : ({ [name]: value } as Record<K, string>);
  };
  return {
    ...list('groups'),
    ...list('suites'),
    ...list('alpn'),
    ...text('certificate'),
    ...text('key'),
    ...text('clientAuth'),
    ...text('ech'),
    ...text('setting'),
    ...text('extra'),
    ...text('renegotiate'),
    ...text('ocspResponse'),
    askStatus: values.has('askStatus'),
    ...text('version'),
    roots: values.get('roots') ?? '',
    cookie: values.has('cookie'),
    updateKeys: values.has('updateKeys'),
    port: Number(values.get('port')),
    serverName: values.get('serverName') ?? '',
    line: values.get('line') ?? '',
    oneShare: values.has('oneShare'),
  };
}

/** An error in one line: its code, its message, and those of its causes. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? `${String(error.code)}: ` : '';
  const alert = 'alert' in error ? ` [${String(error.alert)}]` : '';
  const cause = error.cause === undefined ? '' : ` (${describe(error.cause)})`;
  return `${code}${error.message}${alert}${cause}`.replace(/\s+/g, ' ');
}
