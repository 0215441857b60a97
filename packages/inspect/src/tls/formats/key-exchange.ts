/** The two key exchange messages of each kind of suite up to TLS 1.2. RFC 5246 §7.4.3, §7.4.7; RFC 4279, RFC 5054 */

import type { CipherSuite } from 'handfast/registry';
import {
  type AnyCodec,
  type Codec,
  named,
  namedGroup,
  opaque,
  rest,
  signatureScheme,
  struct,
  uint8,
} from 'handfast/wire';

const curveTypes: Readonly<Record<number, string>> = { 1: 'explicit_prime', 2: 'explicit_char2', 3: 'named_curve' };
const curveType = named(uint8, 'ECCurveType', (type) => curveTypes[type]);

const ecdhParams = struct('ServerECDHParams', { curveType, namedCurve: namedGroup, public: opaque(1, { min: 1 }) });
const dhParams = struct('ServerDHParams', { p: opaque(2), g: opaque(2), public: opaque(2) });
const rsaParams = struct('ServerRSAParams', { modulus: opaque(2), exponent: opaque(2) });
const srpParams = struct('ServerSRPParams', { n: opaque(2), g: opaque(2), salt: opaque(1), public: opaque(2) });

/** How a signature is written: with its scheme since TLS 1.2, alone before; nobody signs for anonymous suites. */
export type SignatureForm = 'scheme' | 'bare' | 'none';

/** The part of ServerKeyExchange that is signed; `undefined` for suites without one. */
export function serverParams({ keyExchange, ...suite }: CipherSuite): AnyCodec | undefined {
  if (keyExchange === 'ecdhe') return ecdhParams;
  if (keyExchange === 'dhe') return dhParams;
  if (keyExchange === 'srp') return srpParams;
  return keyExchange === 'rsa' && suite.export ? rsaParams : undefined;
}

/** ServerKeyExchange of a suite. */
export function serverKeyExchange(suite: CipherSuite, form: SignatureForm): Codec<unknown> {
  const params = serverParams(suite);
  const signed = params !== undefined && signs(suite) && form !== 'none';
  return struct('ServerKeyExchange', {
    ...(suite.preShared && { pskIdentityHint: opaque(2) }),
    ...(params !== undefined && { params }),
    ...(signed && form === 'scheme' && { algorithm: signatureScheme }),
    ...(signed && { signature: opaque(2) }),
    ...(params === undefined && !suite.preShared && { unknown: rest }),
  });
}

/** Whether the server signs its parameters. */
export const signs = ({ authentication }: CipherSuite): boolean => ['rsa', 'dss', 'ecdsa'].includes(authentication);

/** ClientKeyExchange of a suite. SSL 3.0 writes the encrypted secret without its length (RFC 6101 §5.6.7). */
export function clientKeyExchange(suite: CipherSuite, bareSecret: boolean): Codec<unknown> {
  return struct('ClientKeyExchange', {
    ...(suite.preShared && { pskIdentity: opaque(2) }),
    ...clientShare(suite, bareSecret),
  });
}

function clientShare({ keyExchange }: CipherSuite, bareSecret: boolean): Record<string, AnyCodec> {
  switch (keyExchange) {
    case 'rsa':
      return { encryptedPreMasterSecret: bareSecret ? rest : opaque(2) };
    case 'dhe':
    case 'dh':
      return { dhPublic: opaque(2) };
    case 'ecdhe':
    case 'ecdh':
      return { ecPublic: opaque(1) };
    case 'srp':
      return { srpPublic: opaque(2) };
    case 'psk':
      return {};
    default:
      return { unknown: rest };
  }
}
