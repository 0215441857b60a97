/** Differences from tshark that docs/inspect-differences.md explains. */

/** What one packet says differently. */
export interface Difference {
  readonly name: string;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  /** The version that was agreed on, such as `DTLS 1.3`. */
  readonly version: string;
  /** IANA's name of the suite that was agreed on. */
  readonly suite: string;
}

/** The reason, in a few words; `undefined` when there is none. */
export function explained(difference: Difference): string | undefined {
  return reasons.find(([, applies]) => applies(difference))?.[0];
}

const reasons: readonly (readonly [string, (difference: Difference) => boolean])[] = [
  [
    'tshark 4.0 opens no records of DTLS 1.3',
    // What it does show of them must be the same.
    ({ version, ours, theirs }) => version === 'DTLS 1.3' && theirs.every((value, i) => value === ours[i]),
  ],
  [
    'tshark 4.0 opens no records under ARIA',
    ({ suite, ours, theirs }) => suite.includes('_ARIA_') && theirs.every((value, i) => value === ours[i]),
  ],
];
