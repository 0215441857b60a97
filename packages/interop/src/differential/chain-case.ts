/** One question that every verifier is asked, and what they answer. */

import type { PathUsage, PeerName, PolicyRequest, ProfileName } from 'handfast/x509';

export interface ChainCase {
  /** Such as `policies 17`: with the seed, enough to make it again. */
  readonly id: string;
  /** DER, as everything below. */
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly root: Uint8Array;
  readonly crls?: readonly Uint8Array[];
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly name?: PeerName;
  readonly usage: PathUsage;
  /** `rfc5280` is compared with what others call strict. */
  readonly profile: Exclude<ProfileName, 'web'>;
  readonly policy?: PolicyRequest;
}

export interface Verdict {
  readonly accepted: boolean;
  /** In the words of who judged. */
  readonly why: string;
}

/** A verifier other than ours. */
export interface Judge {
  readonly name: 'go' | 'openssl';
  /** Why it cannot be asked here, if it cannot. */
  prepare(): Promise<string | undefined>;
  /** Whether it has an opinion on such questions. */
  answers(question: ChainCase): boolean;
  /** One verdict for each question, in their order. */
  judge(questions: readonly ChainCase[]): Promise<readonly Verdict[]>;
}
