/** What is asked of the verifier, read from flags and files. */

import { domainToASCII } from 'node:url';
import { ProtocolError } from 'handfast';
import { nodeProvider } from 'handfast/providers/node';
import {
  type Certificate,
  type KeyUsage,
  type PathRequest,
  type PeerName,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  peerNameOf,
  type RevocationRequest,
  TrustAnchors,
} from 'handfast/x509';
import { usageError } from '../../command-error.ts';
import { timeFor } from '../../pki/clock.ts';
import { objectsOf, type PkiObject, parsedObjects } from '../../pki/objects.ts';
import type { Surroundings } from '../../surroundings.ts';
import { trustedRoots } from '../../trust.ts';
import type { VerifyFlags } from './flags.ts';
import { readLogs } from './log-list.ts';

/** A certificate that is not even well-formed: nothing can be verified with it. */
export class UnreadableCertificate extends Error {
  override readonly name = 'UnreadableCertificate';
  readonly error: ProtocolError;

  constructor({ path }: PkiObject, error: ProtocolError) {
    super(`the certificate in ${path} is not well-formed: ${error.message}`, { cause: error });
    this.error = error;
  }
}

/** Throws `UnreadableCertificate`, usage errors and errors about files. */
export function requestOf(path: string, flags: VerifyFlags, env: Surroundings['env']): PathRequest {
  const [leaf, ...own] = objectsOf('certificate', [path]).map(readCertificate);
  const untrusted = objectsOf('certificate', flags.untrusted).map(readCertificate);
  const logs = flags.ctLogs === undefined ? undefined : readLogs(flags.ctLogs);
  return {
    leaf: leaf as Certificate,
    intermediates: [...own, ...untrusted],
    anchors: anchorsOf(flags, env),
    provider: nodeProvider,
    time: timeFor(flags.at, env),
    name: flags.name === undefined ? undefined : nameOf(flags.name),
    usage: flags.usage,
    profile: flags.profile,
    keyUsage: flags.keyUsage.map(keyUsageBit),
    maxDepth: flags.maxDepth,
    revocation: revocationOf(flags),
    timestamps: logs && { logs, minimum: flags.ctMinimum },
  };
}

function anchorsOf({ ca }: VerifyFlags, env: Surroundings['env']): TrustAnchors {
  if (ca.length > 0) return new TrustAnchors(objectsOf('certificate', ca).map(readCertificate));
  return trustedRoots([], env);
}

function keyUsageBit(text: string): KeyUsage {
  const bit = keyUsageBits.find((name) => name.toLowerCase() === text.toLowerCase());
  if (bit !== undefined) return bit;
  throw usageError(`keyUsage has no bit ${JSON.stringify(text)}`, `choose from ${keyUsageBits.join(', ')}`);
}

/** RFC 5280 §4.2.1.3 */
const keyUsageBits: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

/** Whoever brings evidence wants it to decide. */
function revocationOf({ crl, ocsp }: VerifyFlags): RevocationRequest | undefined {
  if (crl.length === 0 && ocsp.length === 0) return undefined;
  return {
    mode: 'require',
    crls: parsedObjects(objectsOf('crl', crl), parseCrl),
    ocspResponses: parsedObjects(objectsOf('ocsp-response', ocsp), parseOcspResponse),
  };
}

/** Names in other scripts are compared as A-labels (RFC 9525 §6.3). */
function nameOf(text: string): PeerName {
  if (text.includes('@')) return { email: text };
  const name = peerNameOf(text);
  return 'dns' in name ? { dns: domainToASCII(name.dns) || name.dns } : name;
}

function readCertificate(object: PkiObject): Certificate {
  try {
    return parseCertificate(object.der);
  } catch (error) {
    if (error instanceof ProtocolError) throw new UnreadableCertificate(object, error);
    throw error;
  }
}
