/** Versions, suites and keys that the flags of a command allow, as options of the library. */

import { type ClientOptions, MisuseError, type PskOptions } from 'handfast';
import type { LegacyOptions } from 'handfast/legacy';
import { cipherSuites, isSuiteName, type SuiteName, suiteByName } from 'handfast/registry';
import { CommandError, usageError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { readWith } from './files.ts';
import type { ProtocolFlags } from './protocol-flags.ts';

/** Options of both sides. */
export type ProtocolOptions = Pick<ClientOptions, 'versions' | 'cipherSuites' | 'legacy' | 'renegotiation' | 'psks'> & {
  readonly crypto?: ClientOptions['crypto'] | undefined;
};

/** What else a legacy configuration may hold. */
export interface LegacyWishes {
  readonly srpCredentials?: LegacyOptions['srpCredentials'];
  readonly srpUsers?: LegacyOptions['srpUsers'];
  readonly ssl2ClientHello?: boolean | undefined;
}

/** Throws usage errors. The code behind `--legacy` is loaded only when it is asked for. */
export async function protocolOptions(flags: ProtocolFlags, wishes: LegacyWishes = {}): Promise<ProtocolOptions> {
  const names = versionsBetween(flags);
  const modern = names?.filter(isModern);
  const old = names?.filter((name) => !isModern(name)) ?? [];
  const suites = suitesOf(flags);
  const options: ProtocolOptions = {
    versions: modern,
    cipherSuites: suites && suites.filter((name): name is SuiteName => isSuiteName(name)),
    renegotiation: flags.renegotiate,
    psks: keysOf(flags),
  };
  if (flags.legacy !== true) return options;
  const [{ legacy }, { legacyProvider }, { nodeProvider }, { compose }] = await Promise.all([
    import('handfast/legacy'),
    import('handfast/providers/legacy'),
    import('handfast/providers/node'),
    import('handfast/crypto'),
  ]);
  const plug = {
    versions: flags.dtls === true ? oldOverDatagrams(old) : (old as LegacyVersions),
    cipherSuites: suites?.filter((name) => !isSuiteName(name)),
    signatureSchemes: ['rsa_pkcs1_sha1', 'ecdsa_sha1', 'dsa_sha1'] as const,
    leastPrimeBits: 1024,
    insecureUnsplitRecords: flags.recordSplitting === false,
    ...wishes,
  };
  return { ...options, crypto: compose(nodeProvider, legacyProvider), legacy: asUsage(() => legacy(plug)) };
}

type LegacyVersions = readonly ('TLS 1.1' | 'TLS 1.0' | 'SSL 3.0')[];

/** DTLS 1.0 is TLS 1.1 over datagrams; nothing came before it. RFC 4347 */
function oldOverDatagrams(old: readonly OrderedVersion[]): readonly 'DTLS 1.0'[] {
  if (old.length === 1 && old[0] === 'SSL 3.0') throw usageError('there is no SSL 3.0 over datagrams', 'change --max');
  return old.length > 0 ? ['DTLS 1.0'] : [];
}

const ordered = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;
type OrderedVersion = (typeof ordered)[number];

const isModern = (name: OrderedVersion): name is 'TLS 1.2' | 'TLS 1.3' => name === 'TLS 1.2' || name === 'TLS 1.3';

/** `undefined` when nothing is said: then the library decides. */
function versionsBetween({ min, max, legacy = false }: ProtocolFlags): readonly OrderedVersion[] | undefined {
  if (min === undefined && max === undefined && !legacy) return undefined;
  const newest = max === undefined ? 'TLS 1.3' : versionOf(max);
  const usual = !legacy ? 'TLS 1.2' : isOlder(newest, 'TLS 1.0') ? newest : 'TLS 1.0';
  const oldest = min === undefined ? usual : versionOf(min);
  if (isOlder(newest, oldest))
    throw usageError(`no version is between ${oldest} and ${newest}`, 'change --min or --max');
  const range = ordered.slice(ordered.indexOf(oldest), ordered.indexOf(newest) + 1);
  const broken = range.find((name) => !isModern(name));
  if (broken === undefined || legacy) return [...range].reverse();
  throw usageError(`${broken} is broken`, 'add --legacy if it has to be');
}

const isOlder = (one: OrderedVersion, other: OrderedVersion): boolean => ordered.indexOf(one) < ordered.indexOf(other);

/** `1.2`, `TLS1.2`, `tls 1.2`, `ssl3`. */
function versionOf(text: string): OrderedVersion {
  const [, family = '', number] = /^(tls|ssl)?\s*v?(\d(?:\.\d)?)$/i.exec(text) ?? [];
  const wanted = number?.startsWith('3') ? 'SSL 3.0' : `TLS ${number?.padEnd(3, '.0')}`;
  const found = ordered.find((name) => name === wanted);
  if (found !== undefined && !(family.toLowerCase() === 'ssl' && found !== 'SSL 3.0')) return found;
  throw usageError(`there is no version ${JSON.stringify(text)}`, 'choose from ssl3, 1.0, 1.1, 1.2 and 1.3');
}

/** Suites in order of preference; `undefined` when none is named. */
function suitesOf({ suites, legacy = false }: ProtocolFlags): readonly string[] | undefined {
  if (suites.length === 0) return undefined;
  return suites.map((asked) => {
    const known = cipherSuites().find(({ name }) => name.toLowerCase() === asked.toLowerCase())?.name;
    if (known !== undefined && (legacy || isSuiteName(known))) return known;
    const weaknesses = known === undefined ? undefined : suiteByName(known)?.weaknesses;
    if (weaknesses !== undefined) {
      const why = weaknesses.length > 0 ? ` (${weaknesses.join(', ')})` : '';
      throw usageError(`${known} is not offered by default${why}`, 'add --legacy if it has to be');
    }
    const names = cipherSuites().filter(({ name }) => isSuiteName(name));
    const choice = names.map(({ name }) => name).join(', ');
    throw usageError(`there is no cipher suite ${JSON.stringify(asked)} to offer`, `choose from ${choice}`);
  });
}

/** `undefined` when none is named. */
function keysOf({ psk, pskFile }: ProtocolFlags): readonly PskOptions[] | undefined {
  if (pskFile === undefined && psk.length === 0) return undefined;
  return [
    ...psk.map((text) => {
      const [key] = pskLines(Buffer.from(text));
      if (key === undefined) throw usageError('--psk is empty', 'write identity:key, the key in hexadecimal');
      return key;
    }),
    ...(pskFile === undefined ? [] : readWith(pskFile, 'keys', pskLines)),
  ];
}

/** A user and a password, which may hold colons. Throws usage errors. */
export function userOf(text: string): { readonly user: string; readonly password: string } {
  const [, user, password] = /^([^:]+):(.*)$/.exec(text) ?? [];
  if (user !== undefined && password !== undefined) return { user, password };
  throw usageError('--srp is not user:password', 'put a colon between them');
}

/** Lines of `identity:key`, as GnuTLS writes them. */
function pskLines(content: Uint8Array): readonly PskOptions[] {
  const lines = Buffer.from(content).toString('utf8').split(/\r?\n/);
  return lines.flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, identity, key] = /^(.*):((?:[0-9a-f]{2})+)$/i.exec(line) ?? [];
    if (identity !== undefined && key !== undefined) return [{ identity, key: Buffer.from(key, 'hex') }];
    const cause = `line ${i + 1} of the keys is not identity:key in hexadecimal`;
    throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'look at the file' });
  });
}

/** What the library says about options becomes a usage error. */
function asUsage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MisuseError)) throw error;
    throw usageError(error.message, 'change --suites, --min or --max');
  }
}
