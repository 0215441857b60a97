/** The identifier of a key, from its bits (RFC 7093 §2, method 1). */

import type { CryptoProvider } from '../../crypto/provider.ts';
import type { SubjectPublicKeyInfo } from '../public-key.ts';

/** The first 160 bits of the SHA-256 of subjectPublicKey. */
export const keyIdentifierOf = (provider: CryptoProvider, { subjectPublicKey }: SubjectPublicKeyInfo): Uint8Array =>
  provider.hash('sha256').update(subjectPublicKey).digest().slice(0, 20);
