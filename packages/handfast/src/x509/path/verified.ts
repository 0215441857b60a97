/** VerifiedPath: the proof that a certificate was verified. Only the verifier can make one. */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { MisuseError } from '../../base/errors.ts';
import type { Certificate } from '../certificate.ts';
import type { TrustAnchor } from './anchors.ts';

export interface VerifiedPathContents {
  /** From the leaf to the last certificate below the anchor. */
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
  /** The policies for which the path is valid; anyPolicy stands for all. RFC 5280 §6.1.6 */
  readonly policies: ReadonlySet<ObjectIdentifier>;
}

const verifier = Symbol('verifier');
let construct: (contents: VerifiedPathContents) => VerifiedPath;

/** A path on which every check held. `instanceof` proves that the verifier made it. */
export class VerifiedPath implements VerifiedPathContents {
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
  readonly policies: ReadonlySet<ObjectIdentifier>;

  private constructor(maker: symbol, { certificates, anchor, policies }: VerifiedPathContents) {
    if (maker !== verifier) throw new MisuseError('only the verifier makes a VerifiedPath');
    this.certificates = Object.freeze([...certificates]);
    this.anchor = anchor;
    this.policies = policies;
    Object.freeze(this);
  }

  get leaf(): Certificate {
    return this.certificates[0] as Certificate;
  }

  static {
    construct = (contents) => new VerifiedPath(verifier, contents);
  }
}

/** For the verifier alone, and not part of the public entry. */
export const makeVerifiedPath = (contents: VerifiedPathContents): VerifiedPath => construct(contents);
