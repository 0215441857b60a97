/** What `handfast connect` will do: its flags and the environment, checked before anything is sent. */

import type { Observer } from 'handfast';
import { type ConnectOptions, connectConfig } from 'handfast/node';
import type { MemoryStore } from 'handfast/session';
import { chosenGroups } from '../choices.ts';
import { usageError } from '../command-error.ts';
import { keyLog, parsed, readWith } from '../files.ts';
import { withoutMisuse } from '../misuse.ts';
import { type LegacyWishes, type ProtocolOptions, userOf } from '../protocol.ts';
import { type SelfCapture, selfCapture } from '../self-capture/capture.ts';
import type { Surroundings } from '../surroundings.ts';
import { parseTarget, type Target } from '../target.ts';
import { certificatesIn, publicKeysIn, trustedRoots } from '../trust.ts';
import type { ConnectFlags } from './flags.ts';
import { readSessions } from './session-file.ts';

export interface Plan {
  readonly target: Target;
  /** The name that the certificate must have. */
  readonly serverName: string;
  /** 4 or 6; 0 for either. */
  readonly family: 0 | 4 | 6;
  /** Milliseconds for each phase. */
  readonly timeout: number;
  /** The path of a GET request to send. */
  readonly get: string | undefined;
  readonly keyLog: Observer | undefined;
  /** Where the connection is recorded. */
  readonly capture: SelfCapture | undefined;
  /** Sessions to resume, and those that came; `undefined` keeps none. */
  readonly sessions: MemoryStore | undefined;
  /** To send before the handshake, if a session allows it. */
  readonly earlyData: Uint8Array | undefined;
}

/** Checks what does not need the library's configuration. Throws usage errors. */
export function planOf(target: string, flags: ConnectFlags, env: Surroundings['env']): Plan {
  const place = parseTarget(target);
  if (flags.ipv4 && flags.ipv6) throw usageError('-4 and -6 exclude each other', 'leave one of them out');
  if (flags.earlyData !== undefined && flags.sessionIn === undefined) {
    throw usageError('--early-data needs a session that allows it', 'add --session-in FILE');
  }
  if (flags.earlyData !== undefined && flags.get !== undefined) {
    throw usageError('--early-data and --get exclude each other', 'put the request into the file');
  }
  const keyLogPath = flags.keylog ?? env['SSLKEYLOGFILE'];
  return {
    target: place,
    serverName: flags.serverName ?? place.host,
    family: flags.ipv4 ? 4 : flags.ipv6 ? 6 : 0,
    timeout: 1000 * flags.timeout,
    get: checkedPath(flags),
    keyLog: keyLogPath ? keyLog(keyLogPath) : undefined,
    capture: flags.pcap === undefined ? undefined : selfCapture(flags.pcap),
    sessions: wantsSessions(flags) ? readSessions(flags.sessionIn) : undefined,
    earlyData:
      flags.earlyData === undefined ? undefined : readWith(flags.earlyData, 'early data', (content) => content),
  };
}

/** What the flags say of the ClientHello and what follows it. */
export type HelloOptions = ProtocolOptions & Pick<ConnectOptions, 'encryptedClientHello'>;

/** The library's configuration. Throws usage errors and errors about files. */
export function configOf(
  flags: ConnectFlags,
  env: Surroundings['env'],
  plan: Plan,
  protocol: HelloOptions,
): ReturnType<typeof connectConfig> {
  const { cert, key, insecure = false } = flags;
  const options: ConnectOptions = {
    ...protocol,
    renegotiation: protocol.renegotiation ?? 'secure',
    falseStart: flags.falseStart,
    fallback: flags.fallbackScsv,
    ocspStapling: flags.status,
    insecureAcceptAnyCertificate: insecure,
    ...trustOf(flags, env),
    protocols: protocolsOf(flags),
    groups: chosenGroups(flags.groups),
    cert: cert === undefined ? undefined : certificatesIn(cert).map(({ der }) => der),
    key: key === undefined ? undefined : readWith(key, 'private key', (content) => content),
    handshakeTimeout: plan.timeout,
    observer: plan.keyLog,
    sessions: plan.sessions,
    asksForTickets: flags.tickets !== false && flags.tickets !== 0,
    wantedTickets: wantedTickets(flags),
  };
  return withoutMisuse(() => parsed(key ?? '', 'private key', () => connectConfig(options)));
}

/** Whoever names keys means them: roots count beside them only where they are named too. */
function trustOf({ ca, trustKey }: ConnectFlags, env: Surroundings['env']): Pick<ConnectOptions, 'ca' | 'trustedKeys'> {
  if (trustKey.length === 0) return { ca: trustedRoots(ca, env) };
  return { ca: ca.length > 0 ? trustedRoots(ca, env) : undefined, trustedKeys: trustKey.flatMap(publicKeysIn) };
}

/** Who we are in SRP suites. Throws usage errors. */
export function srpCredentials({ srp, srpUser: user, srpPasswordFile: file, legacy }: ConnectFlags): LegacyWishes {
  if (srp !== undefined && legacy === true) return { srpCredentials: userOf(srp) };
  if (srp === undefined && user === undefined && file === undefined) return {};
  if (legacy !== true) throw usageError('SRP suites are legacy', 'add --legacy and name them with --suites');
  if (user === undefined || file === undefined) {
    throw usageError('--srp-user and --srp-password-file belong together', 'give both');
  }
  const password = readWith(file, 'password', (content) =>
    Buffer.from(content)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
  return { srpCredentials: { user, password } };
}

/** RFC 9149 */
const wantedTickets = ({ tickets }: ConnectFlags): ConnectOptions['wantedTickets'] =>
  tickets === undefined ? undefined : { full: tickets || 0, resumed: tickets || 0 };

const wantsSessions = ({ sessionIn, sessionOut }: ConnectFlags): boolean =>
  sessionIn !== undefined || sessionOut !== undefined;

/** HTTP is what `--get` speaks, so that is what it offers. */
function protocolsOf({ alpn, get }: ConnectFlags): readonly string[] {
  if (get === undefined) return alpn;
  const stranger = alpn.find((name) => !http1.includes(name));
  if (stranger === undefined) return alpn.length > 0 ? alpn : [http1[0] as string];
  throw usageError(`--get speaks HTTP/1.1 and could not go on when the server chose ${stranger}`, 'leave --alpn out');
}

function checkedPath({ get }: ConnectFlags): string | undefined {
  if (get === undefined || /^\/[!-~]*$/.test(get)) return get;
  throw usageError(`${JSON.stringify(get)} is not a path`, 'start it with / and percent-encode what is not ASCII');
}

const http1 = ['http/1.1', 'http/1.0'];
