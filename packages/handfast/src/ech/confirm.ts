/** A server's answers with the sign that it has read what was hidden. RFC 9849 §7.2 */

import type { HashName } from '../crypto/algorithms.ts';
import type { OpenedHello } from '../handshake/hello/encryption.ts';
import { negotiableSuiteById } from '../registry/cipher-suites.ts';
import { acceptConfirmation, retryConfirmation, withConfirmation, withRetryConfirmation } from './confirmation.ts';

/** Both answers to a hidden ClientHello with this random, which the second one repeats. */
export const confirmations = (innerRandom: Uint8Array): Pick<OpenedHello, 'confirm' | 'confirmRetry'> => ({
  confirm: (io, hello) =>
    withConfirmation(hello, acceptConfirmation(io, hashOf(hello), io.transcript, innerRandom, hello)),
  confirmRetry: (io, request) =>
    withRetryConfirmation(request, retryConfirmation(io, hashOf(request), io.transcript, innerRandom, request)),
});

/** We have chosen the suite ourselves. */
const hashOf = ({ cipherSuite }: { readonly cipherSuite: number }): HashName =>
  negotiableSuiteById(cipherSuite)?.hash as HashName;
