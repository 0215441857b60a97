/** The two key exchange messages of each kind of suite up to TLS 1.2. RFC 5246 §7.4.3, §7.4.7; RFC 4279, RFC 5054 */

import type { CipherSuite } from 'handfast/registry';
import {
  type AnyCodec,
  BareEncryptedPreMasterSecret,
  ClientPsk,
  DheClientKeyExchange,
  EcdheClientKeyExchange,
  EncryptedPreMasterSecret,
  hintedParams,
  identifiedAnswer,
  implicitOr,
  rest,
  ServerDhParams,
  ServerEcdhParams,
  ServerPsk,
  ServerRsaParams,
  ServerSrpParams,
  SrpClientKeyExchange,
  signed,
  signedUnnamed,
  struct,
} from 'handfast/wire';

/** How a signature is written: with its scheme since TLS 1.2, alone before. */
export type SignatureForm = 'scheme' | 'bare';

/** The part of ServerKeyExchange that is signed; `undefined` for suites without one. */
export function serverParams({ keyExchange, ...suite }: CipherSuite): AnyCodec | undefined {
  if (keyExchange === 'ecdhe') return ServerEcdhParams;
  if (keyExchange === 'dhe') return ServerDhParams;
  if (keyExchange === 'srp') return ServerSrpParams;
  return keyExchange === 'rsa' && suite.export ? ServerRsaParams : undefined;
}

/** ServerKeyExchange of a suite. */
export function serverKeyExchange(suite: CipherSuite, form: SignatureForm): AnyCodec {
  const params = serverParams(suite);
  if (params === undefined) return suite.preShared ? ServerPsk : rest;
  if (suite.preShared) return hintedParams(params);
  if (!signs(suite)) return struct('ServerKeyExchange', { params });
  return form === 'scheme' ? signed(params) : signedUnnamed(params);
}

/** Whether the server signs its parameters; anonymous suites and those with a pre-shared key do not. */
export const signs = ({ authentication, preShared }: CipherSuite): boolean =>
  !preShared && ['rsa', 'dss', 'ecdsa'].includes(authentication);

/** ClientKeyExchange of a suite. SSL 3.0 writes the encrypted secret without its length. */
export function clientKeyExchange(suite: CipherSuite, bareSecret: boolean): AnyCodec {
  const answer = clientAnswer(suite, bareSecret);
  if (!suite.preShared) return answer ?? rest;
  return answer === undefined ? ClientPsk : identifiedAnswer(answer);
}

function clientAnswer({ keyExchange }: CipherSuite, bareSecret: boolean): AnyCodec | undefined {
  switch (keyExchange) {
    case 'rsa':
      return bareSecret ? BareEncryptedPreMasterSecret : EncryptedPreMasterSecret;
    case 'dhe':
      return DheClientKeyExchange;
    case 'dh':
      return implicitOr(DheClientKeyExchange);
    case 'ecdhe':
      return EcdheClientKeyExchange;
    case 'ecdh':
      return implicitOr(EcdheClientKeyExchange);
    case 'srp':
      return SrpClientKeyExchange;
    default:
      return undefined;
  }
}
