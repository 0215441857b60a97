/** Keys in place of certificates (RFC 7250): which a test accepts and shows. */

import { createHash } from 'node:crypto';
import { type CommonOptions, ProtocolError } from 'handfast';
import { type CertificateType, certificateTypeById, certificateTypeIds } from 'handfast/registry';
import type { ShimConfig } from './flags.ts';

/** Whether keys are accepted, and in which order; without a digest to compare, all of them are good. */
export function acceptedKeys(config: ShimConfig): Pick<CommonOptions, 'trustedKeys' | 'peerCertificateTypes'> {
  const { 'accepted-peer-cert-types': types, 'expect-peer-rpk-sha256': digest } = config;
  if (types.length === 0) return {};
  return {
    peerCertificateTypes: certificateTypes(types),
    ...(types.includes(certificateTypeIds.RawPublicKey) && {
      trustedKeys: ({ publicKey }) => digest === undefined || digestOf(publicKey) === digest,
    }),
  };
}

/** What a client says that it can show, in place of what it has. */
export const claimedTypes = (config: ShimConfig, own: readonly CertificateType[]): readonly CertificateType[] => {
  const ids = config['available-client-cert-types'];
  return ids.length === 0 ? own : certificateTypes(ids);
};

/** A judge that finds every key wanting, where the test wants that. */
export function keyJudge<J>(config: ShimConfig, otherwise: J): J | (() => never) {
  if (!config['verify-fail']) return otherwise;
  return () => {
    throw new ProtocolError('revocation_unknown');
  };
}

/** SHA-256 in Base64, as flags have it. */
export const digestOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('base64');

const certificateTypes = (ids: readonly number[]): readonly CertificateType[] =>
  ids.flatMap((id) => certificateTypeById(id) ?? []);
