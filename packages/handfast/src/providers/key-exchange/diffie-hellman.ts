/** Diffie-Hellman in the shape of a KEM: both halves make a key pair and agree with the other's share. */

import type { DirectExchange } from './direct.ts';

/** An ephemeral key pair of one group. */
export interface EphemeralKey {
  /** The public key as the group's `KeyShareEntry` carries it (RFC 8446 §4.2.8). */
  readonly share: Uint8Array;
  /** The shared secret; `undefined` when the peer's share is not valid in this group. */
  agree(peer: Uint8Array): Uint8Array | undefined;
}

export function diffieHellman(generate: () => EphemeralKey): DirectExchange {
  return {
    offer() {
      const key = generate();
      return { share: key.share, complete: (answer) => key.agree(answer) };
    },
    answer(share) {
      const key = generate();
      const secret = key.agree(share);
      return secret === undefined ? undefined : { share: key.share, secret };
    },
  };
}
