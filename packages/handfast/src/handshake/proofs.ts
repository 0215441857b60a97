/** Values that prove a check was made: nothing else can make them, and later steps demand them. */

import { type Awaitable, whenReady } from '../base/awaitable.ts';
import type { ProtocolError } from '../base/errors.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { VerifiedPath } from '../x509/path/verified.ts';

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
}

/** A chain that was judged. */
export interface Judgement {
  /** The path that was found; `undefined` when the caller insecurely accepts what has none. */
  readonly path: VerifiedPath | undefined;
  /** Why there is no path. */
  readonly objection: ProtocolError | undefined;
}

/** The peer showed a chain that was judged, and proved that it holds the key of its leaf. */
export class PeerVerified {
  readonly chain: readonly Certificate[];
  readonly judgement: Judgement;
  readonly scheme: SignatureScheme;

  private constructor(chain: readonly Certificate[], judgement: Judgement, scheme: SignatureScheme) {
    this.chain = chain;
    this.judgement = judgement;
    this.scheme = scheme;
  }

  /**
   * For a peer that proved this before: call it only with what was kept beside the secret of that connection, to which
   * the new one is bound.
   */
  static resumed(chain: readonly Certificate[], judgement: Judgement, scheme: SignatureScheme): PeerVerified {
    return new PeerVerified(chain, judgement, scheme);
  }

  /** Verifies the signature over `content`; `undefined` when it is wrong. */
  static prove(
    key: PublicKey,
    scheme: SignatureScheme,
    content: Uint8Array,
    signature: Uint8Array,
    chain: readonly Certificate[],
    judgement: Judgement,
  ): Awaitable<PeerVerified | undefined> {
    return whenReady(key.verify(scheme.algorithm, content, signature), (right) =>
      right ? new PeerVerified(chain, judgement, scheme) : undefined,
    );
  }
}
