/** Encrypted Client Hello as the flags ask for it, and what a rejection must bring. */

import { MisuseError, type PeerAlert, type ProtocolError } from 'handfast';
import {
  acceptEch,
  backendEch,
  type EchKey,
  EchRejected,
  greaseEch,
  type HelloDecryption,
  type HelloEncryption,
  offerEch,
} from 'handfast/ech';
import { nodeProvider } from 'handfast/providers/node';
import { ShimFailure } from './failure.ts';
import type { ShimConfig } from './flags.ts';
import { base64Bytes } from './values.ts';

/** How a client hides its hello. */
export function hiding(config: ShimConfig): HelloEncryption | undefined {
  const { 'ech-config-list': list, 'enable-ech-grease': greases, 'reject-unusable-ech-config': refuses } = config;
  const otherwise = refuses ? 'refuse' : greases ? 'grease' : 'open';
  if (list !== undefined) return offerEch(base64Bytes(list), { otherwise });
  if (refuses) throw new MisuseError('there is no ECH configuration');
  return greases ? greaseEch : undefined;
}

/** How a server reads it. Without keys BoringSSL is a backend, whoever connects. */
export function reading(config: ShimConfig): HelloDecryption {
  const keys = config['ech-server-config'].map((published, at): EchKey => {
    const pkcs8 = Buffer.concat([x25519Prefix, base64Bytes(config['ech-server-key'][at] ?? '')]);
    const privateKey = nodeProvider.importPrivateKey(pkcs8);
    if (privateKey === undefined) throw new ShimFailure('an ECH key is malformed');
    return { config: base64Bytes(published), privateKey, retry: config['ech-is-retry-config'][at] === 1 };
  });
  const serves = (): boolean => !config['fail-early-callback-ech-rewind'];
  return keys.length === 0 ? backendEch({ outer: 'ignore' }) : acceptEch(keys, { serves });
}

/** Throws `ShimFailure` unless the end of a client's connection brings what the test expects. */
export function checkRejection(config: ShimConfig, error: ProtocolError | PeerAlert): void {
  if (!(error instanceof EchRejected)) return;
  const configs = error.retryConfigs && Buffer.from(error.retryConfigs).toString('base64');
  const expected = config['expect-ech-retry-configs'];
  if (expected !== undefined && configs !== expected) throw new ShimFailure(`expected ${expected}, not ${configs}`);
  if (config['expect-no-ech-retry-configs'] && configs !== undefined)
    throw new ShimFailure(`did not expect ${configs}`);
  if (config['expect-no-ech-name-override']) throw new ShimFailure('did not expect the public name to count');
  const name = config['expect-ech-name-override'];
  if (name !== undefined && error.publicName !== name) throw new ShimFailure(`${error.publicName} is not ${name}`);
}

/** PKCS #8 before a key for X25519. RFC 8410 §7 */
const x25519Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
