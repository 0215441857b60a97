/** Ways to pack certificates that tests want: numbers and formats are the runner's. */

import { randomBytes } from 'node:crypto';
import type { CertificateCompressor } from 'handfast';
import { notImplemented } from './failure.ts';
import type { ShimConfig } from './flags.ts';

/** Those that a test installs, the best first. */
export function certificateCompressors(config: ShimConfig): readonly CertificateCompressor[] {
  const { 'install-cert-compression-algs': all, 'install-one-cert-compression-alg': one } = config;
  if (all) return [expanding, shrinking, random];
  if (one === undefined) return [];
  const chosen = [expanding, shrinking, random].filter(({ algorithm }) => algorithm === one);
  if (chosen.length === 0) throw notImplemented(`certificate compression ${one}`);
  return chosen;
}

/** Leaves out how a Certificate message begins. */
const shrinking: CertificateCompressor = {
  algorithm: 0xff01,
  compress: (message) => message.subarray(2),
  decompress: (packed, length) => (packed.length + 2 === length ? Buffer.concat([Buffer.alloc(2), packed]) : undefined),
};

/** Puts something before it. */
const expanding: CertificateCompressor = {
  algorithm: 0xff02,
  compress: (message) => Buffer.concat([prefix, message]),
  decompress: (packed) => (prefix.equals(packed.subarray(0, 4)) ? packed.subarray(4) : undefined),
};

/** Never gives the same twice. */
const random: CertificateCompressor = {
  algorithm: 0xff03,
  compress: (message) => Buffer.concat([randomBytes(1), message]),
  decompress: (packed) => packed.subarray(1),
};

const prefix = Buffer.from([1, 2, 3, 4]);
