/** The flags of the shim contract that we understand, and how three configurations are read from a command line. */

import { notImplemented, ShimFailure } from './failure.ts';

/** How one flag is read: its value before it is seen, and after. */
interface Flag<T> {
  readonly initial: T;
  readonly takesValue: boolean;
  next(value: string, before: T): T;
}

const on: Flag<boolean> = { initial: false, takesValue: false, next: () => true };
const number: Flag<number | undefined> = { initial: undefined, takesValue: true, next: integer };
const numbers: Flag<readonly number[]> = {
  initial: [],
  takesValue: true,
  next: (value, before) => [...before, integer(value)],
};
const text: Flag<string | undefined> = { initial: undefined, takesValue: true, next: (value) => value };
const texts: Flag<readonly string[]> = { initial: [], takesValue: true, next: (value, before) => [...before, value] };

/** Flags of a whole connection. */
const connectionFlags = {
  // Plumbing
  port: number,
  ipv6: on,
  'shim-id': number,
  server: on,
  'resume-count': number,
  'trust-cert': text,
  // Versions, records, the script after the handshake
  'min-version': number,
  'max-version': number,
  'expect-version': number,
  'no-tls1': on,
  'no-tls11': on,
  'no-tls12': on,
  'no-tls13': on,
  cipher: text,
  'server-preference': on,
  'expect-cipher': number,
  'expect-cipher-aes': number,
  'expect-cipher-no-aes': number,
  'shim-writes-first': on,
  'shim-initial-write': text,
  'repeat-shim-initial-write': number,
  'shim-shuts-down': on,
  'send-alert': on,
  'check-close-notify': on,
  'read-size': number,
  'partial-write': on,
  'cbc-record-splitting': on,
  'fallback-scsv': on,
  'write-different-record-sizes': on,
  'read-with-unfinished-write': on,
  'handshake-never-done': on,
  'handshake-twice': on,
  'no-op-extra-handshake': on,
  'implicit-handshake': on,
  async: on,
  'peek-then-read': on,
  'expect-msg-callback': text,
  'max-cert-list': number,
  'enable-grease': on,
  'permute-extensions': on,
  'tls-unique': on,
  'export-keying-material': number,
  'export-label': text,
  'export-context': text,
  'use-export-context': on,
  'use-exporter-between-reads': on,
  'export-traffic-secrets': on,
  // Certificates
  'verify-peer': on,
  'verify-fail': on,
  'expect-verify-result': on,
  'require-any-client-certificate': on,
  'use-custom-verify-callback': on,
  'use-old-client-cert-callback': on,
  'use-early-callback': on,
  'fail-cert-callback': on,
  // It is asked, and has nothing against it
  'install-ddos-callback': on,
  // What another process thinks: there is none
  'allow-hint-mismatch': on,
  'verify-prefs': numbers,
  'expect-peer-verify-pref': numbers,
  'expect-peer-signature-algorithm': number,
  curves: numbers,
  'curves-flags': numbers,
  'expect-curve-id': number,
  'expect-certificate-types': text,
  'use-client-ca-list': text,
  'expect-client-ca-list': text,
  'expect-peer-cert-file': text,
  'expect-no-peer-cert': on,
  'expect-selected-credential': number,
  'install-cert-compression-algs': on,
  'install-one-cert-compression-alg': number,
  // Keys in place of certificates (RFC 7250)
  'accepted-peer-cert-types': numbers,
  'available-client-cert-types': numbers,
  'expect-peer-certificate-type': number,
  'expect-peer-rpk-sha256': text,
  // TLS 1.3
  'expect-hrr': on,
  'expect-no-hrr': on,
  'key-shares': numbers,
  'server-supported-groups-hint': numbers,
  'no-key-shares': on,
  'key-update': on,
  'key-update-before-read': on,
  // Sessions
  'no-ticket': on,
  'ticket-key': text,
  'renew-ticket': on,
  'skip-ticket': on,
  'expect-ticket-age-skew': number,
  'use-ticket-callback': on,
  'use-ticket-aead-callback': on,
  'expect-session-miss': on,
  'expect-no-session': on,
  'expect-resumable-across-names': on,
  'expect-not-resumable-across-names': on,
  'expect-session-id': on,
  'expect-no-session-id': on,
  'expect-ticket-renewal': on,
  'resumption-delay': number,
  'reverify-on-resume': on,
  'enable-early-data': on,
  'expect-ticket-supports-early-data': on,
  'expect-accept-early-data': on,
  'expect-reject-early-data': on,
  'expect-no-offer-early-data': on,
  'expect-early-data-reason': text,
  'expect-extended-master-secret': on,
  // Extensions
  'host-name': text,
  'expect-server-name': text,
  'no-server-name-ack': on,
  'expect-no-server-name': on,
  'advertise-alpn': text,
  'select-alpn': text,
  'expect-alpn': text,
  'expect-advertised-alpn': text,
  'decline-alpn': on,
  'reject-alpn': on,
  'select-empty-alpn': on,
  'enable-ocsp-stapling': on,
  'expect-ocsp-response': text,
  'use-ocsp-callback': on,
  'set-ocsp-in-callback': on,
  'decline-ocsp-callback': on,
  'fail-ocsp-callback': on,
  'enable-signed-cert-timestamps': on,
  'expect-signed-cert-timestamps': text,
  'srtp-profiles': text,
  // Of QUIC, which is not spoken here: `-quic` itself is unknown
  'quic-transport-params': text,
  'quic-use-legacy-codepoint': number,
  // Keys from outside up to TLS 1.2
  psk: text,
  'psk-identity': text,
  'false-start': on,
  // Rules of authorities
  'fips-202205': on,
  'wpa-202304': on,
  'cnsa-202407': on,
  'cnsa1-202603': on,
  'cnsa2-202603': on,
  // Datagrams
  dtls: on,
  mtu: number,
  'initial-timeout-duration-ms': number,
  // Encrypted Client Hello
  'ech-config-list': text,
  'ech-server-config': texts,
  'ech-server-key': texts,
  'ech-is-retry-config': numbers,
  'enable-ech-grease': on,
  'reject-unusable-ech-config': on,
  'fail-early-callback-ech-rewind': on,
  'expect-ech-accept': on,
  'expect-ech-retry-configs': text,
  'expect-no-ech-retry-configs': on,
  'expect-ech-name-override': text,
  'expect-no-ech-name-override': on,
  // Renegotiation
  'renegotiate-ignore': on,
  'renegotiate-once': on,
  'renegotiate-freely': on,
  'renegotiate-explicit': on,
  'forbid-renegotiation-after-handshake': on,
  'expect-total-renegotiations': number,
  'no-legacy-server-connect': on,
  'expect-secure-renegotiation': on,
  'expect-no-secure-renegotiation': on,
};

/** Flags of the credential that was opened last. */
const credentialFlags = {
  'cert-file': text,
  'key-file': text,
  'signing-prefs': numbers,
  'ocsp-response': text,
  'signed-cert-timestamps': text,
  'delegated-credential': text,
  // It goes without a certificate.
  'raw-public-key': on,
  // Of keys from outside (RFC 9258)
  'psk-importer-key': text,
  'psk-importer-identity': text,
  'psk-importer-context': text,
  'psk-importer-sha256': on,
  'psk-importer-sha384': on,
  'must-match-issuer': on,
};

type Values<F> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

export type CredentialFlags = Values<typeof credentialFlags>;

/** One connection's flags, by name. */
export interface ShimConfig extends Values<typeof connectionFlags> {
  /** The one that is there without `-new-x509-credential` comes first. */
  readonly credentials: readonly CredentialFlags[];
}

/** Flags hold for all connections of a test or, with a prefix, for one kind of them. */
export interface ShimConfigs {
  readonly initial: ShimConfig;
  readonly resume: ShimConfig;
  /** After early data was rejected. */
  readonly retry: ShimConfig;
}

/** Reads a command line. Throws `ShimFailure` for what we do not understand. */
export function parseFlags(args: readonly string[]): ShimConfigs {
  const drafts = { initial: new Draft(), resume: new Draft(), retry: new Draft() };
  for (let at = 0; at < args.length; at++) {
    const { phase, name, ignored } = readName(args[at] as string);
    const wanted = phase === undefined ? Object.values(drafts) : [drafts[phase]];
    if (['new-x509-credential', 'new-psk-credential', 'new-delegated-credential'].includes(name)) {
      for (const draft of wanted) draft.openCredential();
      continue;
    }
    if (name === 'new-rpk-credential') {
      for (const draft of wanted) {
        draft.openCredential();
        draft.set('raw-public-key', '');
      }
      continue;
    }
    const { takesValue } = flagNamed(name);
    const value = takesValue ? args[++at] : '';
    if (value === undefined) throw new ShimFailure(`the flag -${name} lacks its value`);
    if (!ignored) for (const draft of wanted) draft.set(name, value);
  }
  return { initial: drafts.initial.config, resume: drafts.resume.config, retry: drafts.retry.config };
}

/** A configuration while its flags are being read. */
class Draft {
  readonly #values: Record<string, unknown> = initialValues(connectionFlags);
  readonly #credentials: Record<string, unknown>[] = [initialValues(credentialFlags)];

  openCredential(): void {
    this.#credentials.push(initialValues(credentialFlags));
  }

  set(name: string, value: string): void {
    const target = name in credentialFlags ? (this.#credentials.at(-1) ?? {}) : this.#values;
    target[name] = flagNamed(name).next(value, target[name]);
  }

  get config(): ShimConfig {
    return { ...this.#values, credentials: this.#credentials } as unknown as ShimConfig;
  }
}

function readName(flag: string): { phase: keyof ShimConfigs | undefined; name: string; ignored: boolean } {
  const match = /^-(?:on-(shim|handshaker)-)?(?:on-(initial|resume|retry)-)?(.+)$/.exec(flag);
  if (match === null) throw new ShimFailure(`${flag} is not a flag`);
  const [, process, phase, name = ''] = match;
  return { phase: phase as keyof ShimConfigs | undefined, name, ignored: process === 'handshaker' };
}

function flagNamed(name: string): Flag<unknown> {
  const table: Record<string, Flag<unknown>> = { ...connectionFlags, ...credentialFlags };
  if (!Object.hasOwn(table, name)) throw notImplemented(`-${name}`);
  return table[name] as Flag<unknown>;
}

const initialValues = (table: Record<string, Flag<unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(table).map(([name, { initial }]) => [name, initial]));

function integer(value: string): number {
  if (!/^-?\d+$/.test(value)) throw new ShimFailure(`${value} is not a number`);
  return Number(value);
}
