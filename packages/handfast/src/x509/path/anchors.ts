/** Trust anchors: the names and keys in which a path may end (RFC 5280 §6.1.1 (d)). */

import { equalBytes } from '../../base/bytes.ts';
import type { Certificate } from '../certificate.ts';
import type { NameConstraints } from '../extensions/types.ts';
import type { Name } from '../name.ts';
import type { SubjectPublicKeyInfo } from '../public-key.ts';
import { groupBy } from './group-by.ts';
import { nameKey } from './name-key.ts';

export interface TrustAnchor {
  readonly subject: Name;
  readonly subjectPublicKeyInfo: SubjectPublicKeyInfo;
  /** The limits and dates of the anchor's own certificate are kept, its signature is not checked (RFC 5937). */
  readonly certificate?: Certificate | undefined;
  /** Limits put on a bare name and key. */
  readonly nameConstraints?: NameConstraints | undefined;
  /** A root program has judged how the certificate is made: of its form only what path validation needs is looked at. */
  readonly isProgramRoot?: boolean | undefined;
}

/** What stands above a certificate: another certificate of the path, or its anchor. */
export type PathIssuer = Pick<TrustAnchor, 'subject' | 'subjectPublicKeyInfo' | 'certificate'>;

/** A CA certificate as the issuer of what stands below it. */
export const issuerOf = (certificate: Certificate): PathIssuer => ({
  subject: certificate.subject,
  subjectPublicKeyInfo: certificate.subjectPublicKeyInfo,
  certificate,
});

/** A fixed set of anchors, indexed once. */
export class TrustAnchors {
  readonly #source: () => Iterable<Certificate | TrustAnchor>;
  #loaded: Loaded | undefined;

  /** A function is asked when somebody first needs an anchor: parsing a whole root programme takes a while. */
  constructor(from: Iterable<Certificate | TrustAnchor> | (() => Iterable<Certificate | TrustAnchor>)) {
    this.#source = typeof from === 'function' ? from : () => from;
    if (typeof from !== 'function') this.#anchors();
  }

  get size(): number {
    return this.#anchors().all.length;
  }

  /** The DER of each name: what a server announces as the authorities it accepts. RFC 8446 §4.2.4 */
  get subjects(): readonly Uint8Array[] {
    return this.#anchors().all.map(({ subject }) => subject.der);
  }

  /** The anchors of this name. */
  named(name: Name): readonly TrustAnchor[] {
    return this.#anchors().bySubject.get(nameKey(name)) ?? [];
  }

  /** Whether this very certificate is an anchor. */
  includes(certificate: Certificate): boolean {
    return this.named(certificate.subject).some(
      (anchor) => anchor.certificate !== undefined && equalBytes(anchor.certificate.der, certificate.der),
    );
  }

  #anchors(): Loaded {
    if (this.#loaded === undefined) {
      const all = Array.from(this.#source(), toAnchor);
      this.#loaded = { all, bySubject: groupBy(all, ({ subject }) => nameKey(subject)) };
    }
    return this.#loaded;
  }
}

interface Loaded {
  readonly all: readonly TrustAnchor[];
  readonly bySubject: ReadonlyMap<string, readonly TrustAnchor[]>;
}

function toAnchor(from: Certificate | TrustAnchor): TrustAnchor {
  return 'tbs' in from ? issuerOf(from) : from;
}
