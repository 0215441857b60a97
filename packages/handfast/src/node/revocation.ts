/** Evidence for the verifier, fetched: missing issuers, OCSP responses, CRLs. Off unless asked for; nothing is believed here. */

import type { CryptoProvider } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { createOcspRequest } from '../x509/create/ocsp.ts';
import { type CertificateList, parseCrl } from '../x509/crl.ts';
import { type CertificateIssuer, certIDOf } from '../x509/ocsp/cert-id.ts';
import { type OCSPResponse, parseOcspResponse } from '../x509/ocsp/response.ts';
import type { TrustAnchor, TrustAnchors } from '../x509/path/anchors.ts';
import { showText } from '../x509/path/describe.ts';
import { anchorsOf } from '../x509/path/issuers.ts';
import { equalNames } from '../x509/path/name-key.ts';
import type { RevocationRequest } from '../x509/revocation/request.ts';
import {
  BoundedFetch,
  defaultFetchLimits,
  type FetchLimits,
  type FetchRequest,
  isPublicHost,
  type MayFetch,
} from './fetch.ts';
import { type FetchCache, memoryCache } from './fetch-cache.ts';
import { crlUrls, issuerUrls, ocspUrls } from './revocation-sources.ts';

export interface EvidenceOptions {
  /** What the verifier will be asked for; nothing about revocation is fetched for `off`, the default. */
  readonly mode?: RevocationRequest['mode'] | undefined;
  /** Whose status is fetched. Default `leaf`. */
  readonly scope?: 'leaf' | 'chain' | undefined;
  /** Whether issuers that are missing are fetched. Default false. */
  readonly issuers?: boolean | undefined;
  /** Milliseconds since 1970. Default now. */
  readonly time?: number | undefined;
  readonly crypto?: CryptoProvider | undefined;
  /** Default: one in memory, shared by all that name no other. */
  readonly cache?: FetchCache | undefined;
  readonly limits?: Partial<FetchLimits> | undefined;
  /** From where. Default: hosts with public names. */
  readonly mayFetch?: MayFetch | undefined;
}

/** For a `PathRequest`: `verifyCertificate({ leaf, anchors, …, ...await gatherEvidence(chain, anchors, { mode: 'require' }) })`. */
export interface Evidence {
  /** Those that were there, then those that were fetched. */
  readonly intermediates: readonly Certificate[];
  readonly revocation: RevocationRequest;
  /** What could not be fetched, a sentence each. */
  readonly problems: readonly string[];
}

/** Fetches what the options ask for about a chain, the leaf first. Throws nothing for what the network does. */
export async function gatherEvidence(
  chain: readonly Certificate[],
  anchors: TrustAnchors,
  options: EvidenceOptions = {},
): Promise<Evidence> {
  const gathering = new Gathering(options);
  const { mode = 'off', scope = 'leaf', issuers = false } = options;
  const [leaf, ...intermediates] = chain;
  const links: Link[] = [];
  for (let top = leaf; top !== undefined && links.length < longestPath; ) {
    const above = await issuerOf(top, intermediates, anchors, issuers ? gathering : undefined);
    if (above !== undefined) links.push([top, above]);
    top = above !== undefined && 'tbs' in above ? above : undefined;
  }
  const asked = mode === 'off' ? [] : scope === 'leaf' ? links.slice(0, 1) : links;
  for (const [certificate, issuer] of asked) await gathering.status(certificate, issuer);
  const { crls, ocspResponses, problems } = gathering;
  return { intermediates, revocation: { mode, scope, crls, ocspResponses }, problems };
}

type Link = readonly [certificate: Certificate, issuer: Certificate | TrustAnchor];

/** An anchor, else one of the intermediates, to which one that is fetched is added. */
async function issuerOf(
  certificate: Certificate,
  intermediates: Certificate[],
  anchors: TrustAnchors,
  gathering: Gathering | undefined,
): Promise<Certificate | TrustAnchor | undefined> {
  const [anchor] = anchorsOf(certificate, anchors);
  if (anchor !== undefined || equalNames(certificate.subject, certificate.issuer)) return anchor;
  const known = intermediates.find(({ subject }) => equalNames(subject, certificate.issuer));
  if (known !== undefined) return known;
  const fetched = await gathering?.issuer(certificate);
  if (fetched !== undefined) intermediates.push(fetched);
  return fetched;
}

/** Paths of the public web have four certificates at most. */
const longestPath = 8;
const shared = memoryCache();
/** Milliseconds. What comes by plain HTTP may be anybody's: a forgery must not stay as long as it claims to hold. */
const longestKept = 12 * 60 * 60 * 1000;

class Gathering {
  readonly crls: CertificateList[] = [];
  readonly ocspResponses: OCSPResponse[] = [];
  readonly problems: string[] = [];
  readonly #provider: CryptoProvider;
  readonly #time: number;
  readonly #cache: FetchCache;
  readonly #limits: FetchLimits;
  readonly #network: BoundedFetch;

  constructor({ crypto, time, cache, limits, mayFetch }: EvidenceOptions) {
    this.#provider = crypto ?? nodeProvider;
    this.#time = time ?? Date.now();
    this.#cache = cache ?? shared;
    this.#limits = { ...defaultFetchLimits, ...limits };
    this.#network = new BoundedFetch(this.#limits, mayFetch ?? isPublicHost);
  }

  /** RFC 5280 §4.2.2.1: one certificate in DER. */
  async issuer(certificate: Certificate): Promise<Certificate | undefined> {
    for (const url of issuerUrls(certificate)) {
      const wanted = { url, accept: 'application/pkix-cert', most: this.#limits.messageBytes };
      const issuer = await this.#obtain(url, wanted, parseCertificate, ({ validity }) => validity.notAfter);
      if (issuer !== undefined && equalNames(issuer.subject, certificate.issuer)) return issuer;
    }
    return undefined;
  }

  /** An OCSP response if there is one; all CRLs if not. */
  async status(certificate: Certificate, issuer: CertificateIssuer): Promise<void> {
    if (await this.#askResponders(certificate, issuer)) return;
    for (const urls of crlUrls(certificate)) {
      for (const url of urls) {
        const wanted = { url, accept: 'application/pkix-crl', most: this.#limits.crlBytes };
        const crl = await this.#obtain(url, wanted, parseCrl, ({ nextUpdate = 0 }) => nextUpdate);
        if (crl === undefined) continue;
        this.crls.push(crl);
        break;
      }
    }
  }

  async #askResponders(certificate: Certificate, issuer: CertificateIssuer): Promise<boolean> {
    const question = createOcspRequest([certIDOf(this.#provider, certificate, issuer)]);
    for (const url of ocspUrls(certificate)) {
      const wanted = ocspFetch(url, question, this.#limits.messageBytes);
      const key = `${url} ${Buffer.from(question).toString('base64')}`;
      const response = await this.#obtain(key, wanted, parseAnswer, nextUpdateOf);
      if (response === undefined) continue;
      this.ocspResponses.push(response);
      return true;
    }
    return false;
  }

  /** From the cache or the network. What does not parse, or is outdated already, is not kept. */
  async #obtain<T>(
    key: string,
    wanted: FetchRequest,
    parse: (bytes: Uint8Array) => T,
    until: (parsed: T) => number,
  ): Promise<T | undefined> {
    try {
      const cached = await this.#cache.get(key);
      if (cached !== undefined && cached.until >= this.#time) return parse(cached.bytes);
      const bytes = await this.#network.fetch(wanted);
      const parsed = parse(bytes);
      const kept = Math.min(until(parsed), this.#time + longestKept);
      if (kept >= this.#time) await this.#cache.set(key, { bytes, until: kept });
      return parsed;
    } catch (error) {
      this.problems.push(`${showText(wanted.url)}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}

/** A responder that says no more than `tryLater` is as good as none. */
function parseAnswer(bytes: Uint8Array): OCSPResponse {
  const response = parseOcspResponse(bytes);
  if (response.responseBytes?.basic === undefined) throw new Error(`the responder says ${response.responseStatus}`);
  return response;
}

function nextUpdateOf({ responseBytes }: OCSPResponse): number {
  const updates = responseBytes?.basic?.responses.map(({ nextUpdate = 0 }) => nextUpdate) ?? [];
  return updates.length === 0 ? 0 : Math.min(...updates);
}

/** RFC 6960 appendix A.1, RFC 5019 §5: GET while the request is short, so that answers can be cached on the way. */
function ocspFetch(url: string, question: Uint8Array, most: number): FetchRequest {
  const accept = 'application/ocsp-response';
  const path = encodeURIComponent(Buffer.from(question).toString('base64'));
  if (path.length <= 255) return { url: `${url.replace(/\/$/, '')}/${path}`, accept, most };
  return { url, accept, most, body: { type: 'application/ocsp-request', bytes: question } };
}
