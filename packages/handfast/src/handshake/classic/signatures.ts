/** How a version up to TLS 1.2 writes and chooses signatures. RFC 5246 §4.7 */

import type { Secret } from '../../base/secret.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { SignatureScheme } from '../../registry/signature-schemes.ts';
import type { Codec } from '../../wire/codec.ts';
import { CertificateRequestClassic } from '../../wire/messages/certificate-request-classic.ts';
import { CertificateVerify, type DigitallySigned } from '../../wire/messages/certificate-verify.ts';
import { signed } from '../../wire/messages/server-key-exchange.ts';
import type { CodecsOf, SignedBodies } from '../../wire/messages-classic.ts';
import type { HandshakeIo } from '../io.ts';
import { chooseClassicScheme, chosenClassicScheme } from '../negotiate/classic.ts';
import type { SigningKey } from '../settings.ts';

/** Parameters that a server signs. */
export interface Signed<P> extends DigitallySigned {
  readonly params: P;
}

export interface SignatureFormat {
  /** The messages that are about signatures alone. */
  readonly bodies: CodecsOf<SignedBodies>;
  /** ServerKeyExchange around parameters. */
  readonly signed: <P>(params: Codec<P>) => Codec<Signed<P>>;
  /** What a key is given to sign: the content, or a digest of it that the algorithm does not make itself. */
  readonly prepared: (crypto: CryptoProvider, scheme: SignatureScheme, content: Uint8Array) => Uint8Array;
  /**
   * What a client's key is given to sign for everything that was said so far: to be asked for before CertificateVerify
   * is part of it. RFC 5246 §7.4.8
   */
  readonly everything: (io: HandshakeIo, master: Secret) => (scheme: SignatureScheme) => Uint8Array;
  /** What stands before a signature, or in a list of those accepted: `undefined` where nothing does. */
  readonly named: (scheme: SignatureScheme) => number | undefined;
  /** The best scheme that this key can make and the peer accepts. */
  readonly choose: (key: SigningKey, accepted: readonly number[]) => SignatureScheme | undefined;
  /** Whether a client can prove itself with such a key. */
  readonly certifies: (key: Pick<PublicKeyInfo, 'kind'>) => boolean;
  /** The scheme of a signature. Throws `bad_signature_scheme` unless we offered it and it fits the key. */
  readonly chosen: (
    algorithm: number | undefined,
    offered: readonly SignatureScheme[],
    key: PublicKeyInfo,
  ) => SignatureScheme;
}

/** TLS 1.2: each signature names its scheme. */
export const schemeSignatures: SignatureFormat = {
  bodies: { CertificateRequest: CertificateRequestClassic, CertificateVerify },
  signed,
  prepared: (_crypto, _scheme, content) => content,
  everything: ({ transcript }) => {
    const messages = transcript.messages();
    return () => messages;
  },
  named: ({ id }) => id,
  choose: chooseClassicScheme,
  certifies: () => true,
  chosen: chosenClassicScheme,
};
