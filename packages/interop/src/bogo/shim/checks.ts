/** What a finished handshake must look like, flag by flag. */

import type { ConnectionInfo } from 'handfast';
import { certificateTypeIds, groupNamed, signatureSchemes, suiteByName, versionNamed } from 'handfast/registry';
import { pskNumber, readChain } from './credentials.ts';
import { ShimFailure } from './failure.ts';
import type { ShimConfig } from './flags.ts';
import { digestOf } from './raw-keys.ts';
import { base64Bytes, wireList16 } from './values.ts';
import type { Witness } from './witness.ts';

/** Facts about one handshake. */
export interface Outcome {
  readonly info: ConnectionInfo;
  readonly witness: Witness;
  /** The number of the credential that signed for us; -1 for none. */
  readonly credential: number;
  /** Whether this is not the first connection of the test. */
  readonly again: boolean;
}

/** Throws `ShimFailure` for the first expectation that is not met. */
export function checkHandshake(config: ShimConfig, { info, witness, credential, again }: Outcome): void {
  expectEqual('version', versionNamed(info.version).wire, config['expect-version']);
  expectEqual('suite', suiteByName(info.cipherSuite)?.id, config['expect-cipher'] ?? config['expect-cipher-aes']);
  expectEqual('group', info.group && groupNamed(info.group).id, config['expect-curve-id']);
  const selected = info.pskIdentity === undefined ? credential : pskNumber(config, info.pskIdentity);
  expectEqual('credential', selected, config['expect-selected-credential']);
  expectEqual('signature', peerScheme(info), config['expect-peer-signature-algorithm']);
  if (config['expect-hrr']) expectEqual('HelloRetryRequest', info.retried, true);
  if (config['expect-no-hrr']) expectEqual('HelloRetryRequest', info.retried, false);
  expectEqual('protocol', info.protocol ?? '', (config.server ? config['select-alpn'] : config['expect-alpn']) ?? '');
  expectEqual('resumption', info.resumed, again && !config['expect-session-miss']);
  const skew = info.ticketAgeSkew === undefined ? 0 : Math.round(info.ticketAgeSkew / 1000);
  if (again) expectEqual('ticket age skew', skew, config['expect-ticket-age-skew']);
  checkEarlyData(config, info);
  checkNames(config, witness, info);
  checkPeer(config, info);
  checkStaples(config, info);
  checkRequest(config, witness);
  checkClassicExtensions(config, witness);
  if (config['expect-ech-accept']) expectEqual('ECH', info.encryptedClientHello, 'accepted');
}

/** Throws unless the message trace is the expected one; to be called at the end. */
export function checkTrace({ 'expect-msg-callback': expected }: ShimConfig, { trace }: Witness): void {
  if (expected !== undefined && trace !== expected) throw new ShimFailure(`expected ${expected}but saw ${trace}`);
}

/** Throws unless there were as many handshakes after the first as expected; to be called at the end. */
export function checkRenegotiations({ 'expect-total-renegotiations': expected }: ShimConfig, count: number): void {
  expectEqual('renegotiations', count, expected);
}

/** Throws unless the server's tickets are what the test wants; to be called at the end. */
export function checkTickets(
  config: ShimConfig,
  info: ConnectionInfo,
  witness: Witness,
  kept: number,
  renegotiated: boolean,
): void {
  if (config['expect-session-id'] && !info.resumed) expectEqual('sessions in the cache', kept > 0, true);
  if (config['expect-no-session-id']) expectEqual('sessions in the cache', kept > 0, false);
  // Who hangs up at once may or may not see a ticket before.
  if (config.server || config['shim-shuts-down']) return;
  const wanted = !config['expect-no-session'];
  if (versionNamed(info.version).flow !== 'tls13') {
    if (!info.resumed) expectEqual('a session to keep', kept > 0, wanted);
    const renewed = witness.field('NewSessionTicket', 'ticket') !== undefined;
    if (info.resumed && !renegotiated) expectEqual('a new ticket', renewed, config['expect-ticket-renewal']);
    return;
  }
  expectEqual('a session to keep', kept > 0, wanted);
  if (kept === 0) return;
  const early = witness.sawExtension('NewSessionTicket', 'early_data');
  expectEqual('early data in the ticket', early, config['expect-ticket-supports-early-data']);
  const flags = witness.extension('NewSessionTicket', 'tls_flags') as Uint8Array | undefined;
  const acrossNames = ((flags?.[1] ?? 0) & 1) === 1;
  if (config['expect-resumable-across-names']) expectEqual('resumable across names', acrossNames, true);
  if (config['expect-not-resumable-across-names']) expectEqual('resumable across names', acrossNames, false);
}

function checkEarlyData(config: ShimConfig, { earlyData }: ConnectionInfo): void {
  if (config['expect-accept-early-data']) expectEqual('early data', earlyData, 'accepted');
  if (config['expect-reject-early-data']) expectEqual('early data accepted', earlyData === 'accepted', false);
  // Why it was rejected is nothing that we say: that it was, counts.
  const reason = config['expect-early-data-reason'];
  if (reason !== undefined) expectEqual('early data accepted', earlyData === 'accepted', reason === 'accept');
  if (config['expect-no-offer-early-data']) expectEqual('early data', earlyData, 'none');
}

function checkNames(config: ShimConfig, witness: Witness, info: ConnectionInfo): void {
  if (config.server) expectEqual('server name', info.serverName, config['expect-server-name']);
  if (config['expect-no-server-name']) expectEqual('server name', info.serverName, undefined, true);
  const advertised = config['expect-advertised-alpn'];
  if (advertised === undefined) return;
  const offered = witness.extension('ClientHello', 'application_layer_protocol_negotiation') as
    | Uint8Array[]
    | undefined;
  const list = (offered ?? []).map((name) => String.fromCharCode(name.length, ...name)).join('');
  expectEqual('offered protocols', list, advertised);
}

function checkPeer(config: ShimConfig, { peer, pskIdentity, cipherSuite }: ConnectionInfo): void {
  const withoutCertificates = /_PSK_/.test(cipherSuite);
  if (config['expect-no-peer-cert'] || pskIdentity !== undefined || withoutCertificates)
    expectEqual('peer', peer, undefined, true);
  else if (!config.server || config['require-any-client-certificate']) expectEqual('peer', peer !== undefined, true);
  const key = peer?.publicKey;
  const type = certificateTypeIds[key === undefined ? 'X509' : 'RawPublicKey'];
  expectEqual('certificate type', type, config['expect-peer-certificate-type']);
  expectEqual('raw public key', key && digestOf(key.der), config['expect-peer-rpk-sha256']);
  const file = config['expect-peer-cert-file'];
  if (file === undefined) return;
  const hex = (chain: readonly { readonly der: Uint8Array }[]): string =>
    chain.map(({ der }) => Buffer.from(der).toString('hex')).join(' ');
  expectEqual('chain', hex(peer?.chain ?? []), hex(readChain(file)));
}

function checkStaples(config: ShimConfig, { peer }: ConnectionInfo): void {
  const { 'expect-ocsp-response': response, 'expect-signed-cert-timestamps': timestamps } = config;
  const shown = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('base64');
  if (response !== undefined) expectEqual('OCSP response', shown(peer?.ocspResponse), response);
  if (timestamps === undefined) return;
  const wanted = wireList16(base64Bytes(timestamps)).map(shown).join(' ');
  expectEqual('timestamps', peer?.timestamps.map(shown).join(' '), wanted);
}

function checkRequest(config: ShimConfig, witness: Witness): void {
  const schemes = config['expect-peer-verify-pref'];
  if (schemes.length > 0)
    expectEqual('schemes that the peer accepts', peersSchemes(config, witness).join(), schemes.join());
  const types = config['expect-certificate-types'];
  if (types !== undefined) {
    const seen = (witness.field('CertificateRequest', 'certificateTypes') ?? []) as readonly number[];
    expectEqual('certificate types', Buffer.from(seen).toString('base64'), types);
  }
  const names = config['expect-client-ca-list'];
  if (names === undefined) return;
  const seen = (witness.extension('CertificateRequest', 'certificate_authorities') ??
    witness.field('CertificateRequest', 'certificateAuthorities') ??
    []) as readonly Uint8Array[];
  const list = seen.map((name) => Buffer.from(name).toString('hex')).join(',');
  expectEqual('authorities', list, names === '<NULL>' || names === '<EMPTY>' ? '' : names);
}

function checkClassicExtensions(config: ShimConfig, witness: Witness): void {
  const secure =
    witness.sawExtension('ServerHello', 'renegotiation_info') ||
    witness.sawExtension('ServerHello', 'supported_versions');
  if (config['expect-secure-renegotiation']) expectEqual('secure renegotiation', secure, true);
  if (config['expect-no-secure-renegotiation']) expectEqual('secure renegotiation', secure, false);
  if (config['expect-extended-master-secret']) {
    const extended =
      witness.sawExtension('ServerHello', 'extended_master_secret') ||
      witness.sawExtension('ServerHello', 'supported_versions');
    expectEqual('extended master secret', extended, true);
  }
}

/** What the peer accepts, as its hello or its request says. */
function peersSchemes({ server }: ShimConfig, witness: Witness): readonly number[] {
  const named = server
    ? witness.extension('ClientHello', 'signature_algorithms')
    : (witness.extension('CertificateRequest', 'signature_algorithms') ??
      witness.field('CertificateRequest', 'supportedSignatureAlgorithms'));
  return (named ?? []) as readonly number[];
}

/** The number of the scheme that the peer signed with. */
const peerScheme = ({ peer, version }: ConnectionInfo): number | undefined =>
  versionNamed(version).signature !== 'scheme'
    ? 0
    : signatureSchemes.find(({ name }) => name === peer?.signatureScheme)?.id;

/** Without `strict`, expecting `undefined` is expecting nothing. */
function expectEqual<T>(what: string, actual: T, expected: T | undefined, strict = false): void {
  if ((expected === undefined && !strict) || actual === expected) return;
  throw new ShimFailure(`${what}: expected ${String(expected)}, not ${String(actual)}`);
}
