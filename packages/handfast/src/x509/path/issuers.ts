/** The certificates at hand as issuers: which of them can lead to an anchor, and in what order to try them (RFC 4158 §3). */

import { equalBytes, latin1 } from '../../base/bytes.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import type { Name } from '../name.ts';
import type { TrustAnchor, TrustAnchors } from './anchors.ts';
import { groupBy } from './group-by.ts';
import { nameKey } from './name-key.ts';

export interface RankedIssuer {
  readonly issuer: Certificate;
  /** How many more certificates are needed at least, this one not counted, to reach an anchor. */
  readonly distance: number;
}

/** Intermediates that are not anchors, indexed by subject, with the distance of each to the nearest anchor, counted along names. */
export class Issuers {
  readonly #anchors: TrustAnchors;
  readonly #time: number;
  readonly #bySubject: ReadonlyMap<string, readonly Certificate[]>;
  readonly #distances: ReadonlyMap<string, number>;
  /** A search comes back to the same certificate on many ways. */
  readonly #ranked = new Map<Certificate, readonly RankedIssuer[]>();

  /** Certificates that are not valid at `time` come later. */
  constructor(intermediates: readonly Certificate[], anchors: TrustAnchors, time: number) {
    this.#time = time;
    this.#anchors = anchors;
    const each = withoutCopies(intermediates).filter((certificate) => !anchors.includes(certificate));
    this.#bySubject = groupBy(each, ({ subject }) => nameKey(subject));
    this.#distances = distancesFrom(each, anchors);
  }

  /** All certificates with this subject. */
  named(name: Name): readonly Certificate[] {
    return this.#bySubject.get(nameKey(name)) ?? [];
  }

  /** Those that may have issued a certificate and can lead to an anchor, the likeliest first, each once. */
  of(certificate: Certificate): readonly RankedIssuer[] {
    let issuers = this.#ranked.get(certificate);
    if (issuers === undefined) this.#ranked.set(certificate, (issuers = this.#rankedFor(certificate)));
    return issuers;
  }

  #rankedFor(certificate: Certificate): readonly RankedIssuer[] {
    const found = this.named(certificate.issuer);
    if (found.length === 0 || !this.#distances.has(nameKey(certificate.issuer))) return [];
    return found
      .map((issuer) => ({ issuer, distance: this.#distance(issuer), rank: this.#rank(certificate, issuer) }))
      .filter(({ distance }) => distance < Infinity)
      .sort((left, right) => left.rank - right.rank || left.distance - right.distance);
  }

  /** Key identifiers are hints, no more: a wrong one only comes later. */
  #rank(certificate: Certificate, issuer: Certificate): number {
    const { notBefore, notAfter } = issuer.validity;
    const hint = keyHint(certificate, findExtension(issuer.extensions, 'subjectKeyIdentifier')?.value);
    const outdated = this.#time < notBefore || this.#time > notAfter ? 1 : 0;
    return hint * 2 + outdated;
  }

  #distance(certificate: Certificate): number {
    if (this.#anchors.named(certificate.issuer).length > 0) return 0;
    return this.#distances.get(nameKey(certificate.issuer)) ?? Infinity;
  }
}

/** Anchors of the issuer's name, those whose key the certificate names first. */
export function anchorsOf(certificate: Certificate, anchors: TrustAnchors): readonly TrustAnchor[] {
  const named = anchors.named(certificate.issuer);
  if (named.length < 2) return named;
  const hint = (anchor: TrustAnchor): number =>
    keyHint(
      certificate,
      anchor.certificate && findExtension(anchor.certificate.extensions, 'subjectKeyIdentifier')?.value,
    );
  return named.toSorted((left, right) => hint(left) - hint(right));
}

/** 0 when the key identifiers agree, 2 when they do not, 1 when one is missing. */
function keyHint({ extensions }: Certificate, subjectKeyIdentifier: Uint8Array | undefined): 0 | 1 | 2 {
  const wanted = findExtension(extensions, 'authorityKeyIdentifier')?.value.keyIdentifier;
  if (wanted === undefined || subjectKeyIdentifier === undefined) return 1;
  return equalBytes(wanted, subjectKeyIdentifier) ? 0 : 2;
}

/** By subject: how many certificates are needed from there to an anchor. Names that cannot reach one are absent. */
function distancesFrom(intermediates: readonly Certificate[], anchors: TrustAnchors): ReadonlyMap<string, number> {
  const byIssuer = groupBy(intermediates, ({ issuer }) => nameKey(issuer));
  const distances = new Map<string, number>();
  let frontier = intermediates.filter(({ issuer }) => anchors.named(issuer).length > 0);
  for (let distance = 1; frontier.length > 0; distance++) {
    const reached = new Set(frontier.map(({ subject }) => nameKey(subject)).filter((name) => !distances.has(name)));
    for (const name of reached) distances.set(name, distance);
    frontier = [...reached].flatMap((name) => byIssuer.get(name) ?? []);
  }
  return distances;
}

/** The same certificate sent twice is tried once. */
function withoutCopies(certificates: readonly Certificate[]): readonly Certificate[] {
  if (certificates.length < 2) return certificates;
  const alike = groupBy(certificates, ({ issuer, serialNumber }) => `${latin1(serialNumber)} ${nameKey(issuer)}`);
  return [...alike.values()].flatMap((group) =>
    group.filter((one, i) => !group.slice(0, i).some(({ der }) => equalBytes(der, one.der))),
  );
}
