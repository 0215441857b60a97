/** Our own verdict, by the public entry. */

import { ProtocolError } from 'handfast';
import { nodeProvider } from 'handfast/providers/node';
import {
  type Certificate,
  type PathRejection,
  parseCertificate,
  parseCrl,
  TrustAnchors,
  verifyCertificate,
} from 'handfast/x509';
import type { ChainCase, Verdict } from './chain-case.ts';

export interface OwnVerdict extends Verdict {
  /** From the leaf up, the root not included: there when the leaf is accepted. */
  readonly path?: readonly Uint8Array[];
}

/** Throws what is no refusal: that would be a fault of ours. */
export async function ownVerdict(question: ChainCase): Promise<OwnVerdict> {
  const { crls, root, intermediates, leaf, time, usage, profile, name, policy } = question;
  try {
    const result = await verifyCertificate({
      leaf: parseCertificate(leaf),
      intermediates: intermediates.flatMap(readable),
      anchors: new TrustAnchors([parseCertificate(root)]),
      provider: nodeProvider,
      time,
      usage,
      profile,
      name,
      policy,
      revocation: crls && { mode: 'require', scope: 'leaf', crls: crls.map(parseCrl) },
    });
    if (!result.accepted) return { accepted: false, why: everyFailure(result) };
    return { accepted: true, why: 'ok', path: result.path.certificates.map(({ der }) => der) };
  } catch (error) {
    if (error instanceof ProtocolError) return { accepted: false, why: `${error.code}: ${error.message}` };
    throw error;
  }
}

/** The sentences of all paths that were tried: another judge may have taken any of them. */
function everyFailure({ candidates }: PathRejection): string {
  const sentences = candidates.flatMap(({ failures }) => failures.map(({ code, sentence }) => `${code}: ${sentence}`));
  return [...new Set(sentences)].join('; ');
}

/** An intermediate that does not parse is as good as none. */
function readable(der: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}
