/** Delegated credentials made and signed, for servers. RFC 9345 §4 */

import { type Awaitable, job, run, type Task } from '../../base/awaitable.ts';
import { MisuseError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import {
  isDelegable,
  negotiableSchemes,
  type SigningSchemeName,
  schemeFits,
  schemeNamed,
} from '../../registry/signature-schemes.ts';
import { encode } from '../../wire/codec.ts';
import { DelegatedCredential } from '../../wire/extensions/delegated-credential.ts';
import type { Certificate } from '../certificate.ts';
import { delegationContent, longestDelegation } from '../delegation.ts';
import { encodePublicKey } from '../public-key.ts';

/** Which key may stand for which certificate. */
export interface DelegationOptions {
  /** The leaf, with the extension delegationUsage, or no client will have it. */
  readonly certificate: Certificate;
  /** Its key. */
  readonly key: PrivateKey;
  /** The key that is delegated to. */
  readonly publicKey: PublicKeyInfo;
  /** How it will sign, if not in the usual way. */
  readonly scheme?: SigningSchemeName | undefined;
  /** Milliseconds since 1970, and when it ends: at most seven days later. */
  readonly now: number;
  readonly expires: number;
}

/** A DelegatedCredential, as `parseDelegation` takes it. Throws `MisuseError` for what no client would accept. */
export const createDelegatedCredential = (options: DelegationOptions): Awaitable<Uint8Array> =>
  run(delegationTask(options));

function* delegationTask({ certificate, key, publicKey, scheme, now, expires }: DelegationOptions): Task<Uint8Array> {
  const { notBefore, notAfter } = certificate.validity;
  if (!(expires > now && expires <= Math.min(now + longestDelegation, notAfter))) {
    throw new MisuseError('a delegation must end within seven days, and not after its certificate');
  }
  const own = scheme === undefined ? usual(publicKey) : schemeNamed(scheme);
  const how = usual(key.info, false);
  if (own === undefined || how === undefined || !isDelegable(own) || !schemeFits(own, publicKey)) {
    throw new MisuseError(`a key of kind ${key.info.kind} cannot delegate to one of kind ${publicKey.kind}`);
  }
  const cred = {
    validTime: Math.floor((expires - notBefore) / 1000),
    certVerifyAlgorithm: own.id,
    subjectPublicKeyInfo: encodePublicKey(publicKey),
  };
  const signature = yield* job(key.sign(how.algorithm, delegationContent(certificate, cred, how.id)));
  return encode(DelegatedCredential, { cred, algorithm: how.id, signature });
}

const usual = (key: PublicKeyInfo, delegable = true) =>
  negotiableSchemes.find((scheme) => schemeFits(scheme, key) && (!delegable || isDelegable(scheme)));
