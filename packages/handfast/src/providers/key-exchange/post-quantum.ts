/** Groups that no quantum computer is known to break: ML-KEM alone, and beside a curve. draft-ietf-tls-mlkem, draft-ietf-tls-ecdhe-mlkem */

import { type MlKem, mlKemExchange } from '../ml-kem/exchange.ts';
import { type MlKemName, mlKemParameters } from '../ml-kem/parameters.ts';
import type { DirectExchange } from './direct.ts';
import { type Half, hybrid } from './hybrid.ts';

/** The curves that stand in hybrids, with the lengths in bytes of their shares. */
const shareLengths = { x25519: 32, secp256r1: 65, secp384r1: 97 } as const;

/** All of them. `load` gives what computes ML-KEM, when it is first needed. */
export function postQuantumGroups(
  curves: Readonly<Record<keyof typeof shareLengths, DirectExchange>>,
  load: (name: MlKemName) => MlKem,
  random: (length: number) => Uint8Array,
) {
  const kem = (name: MlKemName): DirectExchange => mlKemExchange(name, () => load(name), random);
  const lattice = (name: MlKemName): Half => {
    const { encapsulationKey, ciphertext } = mlKemParameters[name];
    return { exchange: kem(name), offered: encapsulationKey, answered: ciphertext };
  };
  const curve = (name: keyof typeof shareLengths): Half => {
    const length = shareLengths[name];
    return { exchange: curves[name], offered: length, answered: length };
  };
  return {
    MLKEM512: kem('ML-KEM-512'),
    MLKEM768: kem('ML-KEM-768'),
    MLKEM1024: kem('ML-KEM-1024'),
    // Not in the order of the name: the approved algorithm comes first, and X25519 is none.
    X25519MLKEM768: hybrid(lattice('ML-KEM-768'), curve('x25519')),
    SecP256r1MLKEM768: hybrid(curve('secp256r1'), lattice('ML-KEM-768')),
    SecP384r1MLKEM1024: hybrid(curve('secp384r1'), lattice('ML-KEM-1024')),
  };
}
