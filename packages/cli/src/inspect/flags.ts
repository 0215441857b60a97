/** The flags of `handfast inspect`, as they are parsed. */

import type { StyleName } from '@handfast/inspect';
import type { ColorChoice } from '../terminal/paint.ts';

export interface InspectFlags {
  readonly details?: boolean;
  /** Details with what they mean. */
  readonly explain?: boolean;
  /** The figure of each record. */
  readonly bytes?: boolean;
  readonly connections?: boolean;
  readonly json?: boolean;
  readonly ndjson?: boolean;
  readonly filter?: string;
  /** The stream whose content is wanted. */
  readonly follow?: FollowedStream;
  /** Number of the only TCP stream that is looked at. */
  readonly stream?: number;
  readonly keylog: readonly string[];
  readonly rsaKey: readonly string[];
  readonly psk: readonly string[];
  readonly ca: readonly string[];
  /** In whose words packets are described: those of Wireshark today, or of a year. */
  readonly wording: StyleName;
  readonly write?: string;
  readonly redact?: boolean;
  readonly header: boolean;
  readonly quiet?: boolean;
  readonly color: ColorChoice;
}

/** A stream by its carrier, and by its number among those of the same carrier. */
export interface FollowedStream {
  readonly carrier: 'tcp' | 'udp';
  readonly number: number;
}
