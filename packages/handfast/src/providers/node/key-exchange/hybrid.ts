/** X25519MLKEM768: secret as long as one of its two halves is. draft-ietf-tls-ecdhe-mlkem §4 */

import { concat } from '../../../base/bytes.ts';
import type { KeyExchange, KeyOffer } from '../../../crypto/provider.ts';
import { isEncapsulationKey, mlKem768 } from '../../ml-kem/ml-kem-768.ts';
import { random } from '../random.ts';
import { loadMlKem } from './ml-kem.ts';
import { generateMontgomery } from './montgomery.ts';

/** ML-KEM comes first in both shares and in the secret. */
export const x25519MlKem768: KeyExchange = {
  offer(): KeyOffer {
    const seed = random(mlKem768.seed);
    const lattice = loadMlKem().fromSeed(seed);
    seed.fill(0);
    const curve = generateMontgomery('x25519');
    return {
      share: concat(lattice.encapsulationKey, curve.share),
      complete(answer) {
        if (answer.length !== mlKem768.ciphertext + curve.share.length) return undefined;
        const agreed = curve.agree(answer.subarray(mlKem768.ciphertext));
        if (agreed === undefined) return undefined;
        return concat(lattice.decapsulate(answer.subarray(0, mlKem768.ciphertext)), agreed);
      },
    };
  },
  answer(share) {
    const encapsulationKey = share.subarray(0, mlKem768.encapsulationKey);
    if (!isEncapsulationKey(encapsulationKey)) return undefined;
    const curve = generateMontgomery('x25519');
    const agreed = curve.agree(share.subarray(mlKem768.encapsulationKey));
    if (agreed === undefined) return undefined;
    const { ciphertext, secret } = loadMlKem().encapsulate(encapsulationKey);
    return { share: concat(ciphertext, curve.share), secret: concat(secret, agreed) };
  },
};
