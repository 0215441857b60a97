/** Values that prove a check was made: nothing else can make them, and later steps demand them. */

import { type Awaitable, whenReady } from '../base/awaitable.ts';
import type { ProtocolError } from '../base/errors.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import type { Certificate } from '../x509/certificate.ts';
import { findExtension } from '../x509/extensions/extension.ts';
import type { VerifiedPath } from '../x509/path/verified.ts';
import type { SubjectPublicKeyInfo } from '../x509/public-key.ts';

/** Whether a certificate lets its key be used so, if it says what for. RFC 5280 §4.2.1.3 */
export const allows = ({ extensions }: Certificate, usage: LeafUsage): boolean =>
  findExtension(extensions, 'keyUsage')?.value.includes(usage) ?? true;

/** What is asked of the judge of chains. */
export interface PeerRequest {
  readonly crypto: CryptoProvider;
  /** Leaf first, as the peer sent it. */
  readonly chain: readonly Certificate[];
  /** Which side the peer is. */
  readonly peer: 'client' | 'server';
  /** The name that the server must have. */
  readonly serverName: string | undefined;
  readonly now: number;
  /** What the key of the leaf is used for, and must be for. RFC 5280 §4.2.1.3 */
  readonly keyUsage: LeafUsage;
  /** What came beside the chain. */
  readonly staples: Staples;
  /** The chain was believed before, when the session began that is to be resumed now. */
  readonly resumed?: true | undefined;
}

/** What is asked of the judge of keys that come without certificates. RFC 7250 §4 */
export interface KeyRequest {
  readonly crypto: CryptoProvider;
  readonly publicKey: SubjectPublicKeyInfo;
  /** Which side the peer is. */
  readonly peer: 'client' | 'server';
  /** The name of the server that was to be reached: nothing in a key says that it is this one's. */
  readonly serverName: string | undefined;
  /** The key was believed before, when the session began that is to be resumed now. */
  readonly resumed?: true | undefined;
}

/** Signing, decrypting a premaster secret, or agreeing on one. RFC 5246 §7.4.2 */
export type LeafUsage = 'digitalSignature' | 'keyEncipherment' | 'keyAgreement';

/** What a peer shows beside its chain, so that nobody need ask elsewhere. */
export interface Staples {
  /** DER, unverified; `none` when we asked and it has none, `undefined` when we did not ask. RFC 6066 §8 */
  readonly ocspResponse: Uint8Array | 'none' | undefined;
  /** The same about certificates above the leaf, in no order. RFC 6961 §2.2 */
  readonly issuerResponses?: readonly Uint8Array[] | undefined;
  /** Signed certificate timestamps, unverified. RFC 6962 §3.3 */
  readonly timestamps: readonly Uint8Array[];
}

/** Nobody asked. */
export const noStaples: Staples = { ocspResponse: undefined, timestamps: [] };

/** A chain or a key that was judged. */
export interface Judgement {
  /** The path that was found; `undefined` for a bare key, and when the caller insecurely accepts what has none. */
  readonly path: VerifiedPath | undefined;
  /** Why there is no path. */
  readonly objection: ProtocolError | undefined;
}

/** What a peer showed, and what the judge made of it. */
export interface Shown {
  /** Leaf first. */
  readonly chain: readonly Certificate[];
  /** What stands in place of a chain, which is then empty. RFC 7250 §3 */
  readonly rawKey?: SubjectPublicKeyInfo | undefined;
  readonly judgement: Judgement;
  readonly staples: Staples;
}

/** The peer showed a chain or a key that was judged, and proved that it holds the key. */
export class PeerVerified {
  readonly chain: readonly Certificate[];
  readonly rawKey: SubjectPublicKeyInfo | undefined;
  readonly judgement: Judgement;
  /** How it signed; `undefined` where it proved its key by using it, and Finished says so. */
  readonly scheme: SignatureScheme | undefined;
  readonly staples: Staples;

  private constructor({ chain, rawKey, judgement, staples }: Shown, scheme: SignatureScheme | undefined) {
    this.chain = chain;
    this.rawKey = rawKey;
    this.judgement = judgement;
    this.scheme = scheme;
    this.staples = staples;
  }

  /**
   * For a peer that proved this before: call it only with what was kept beside the secret of that connection, to which
   * the new one is bound.
   */
  static resumed(shown: Shown, scheme: SignatureScheme | undefined): PeerVerified {
    return new PeerVerified(shown, scheme);
  }

  /**
   * For who signs nothing: only who has its key finds the premaster secret, so that its Finished proves it. Call it
   * only where Finished follows.
   */
  static byFinished(shown: Shown): PeerVerified {
    return new PeerVerified(shown, undefined);
  }

  /** Verifies the signature over `content`; `undefined` when it is wrong. */
  static prove(
    key: PublicKey,
    scheme: SignatureScheme,
    content: Uint8Array,
    signature: Uint8Array,
    shown: Shown,
  ): Awaitable<PeerVerified | undefined> {
    return whenReady(key.verify(scheme.algorithm, content, signature), (right) =>
      right ? new PeerVerified(shown, scheme) : undefined,
    );
  }
}
