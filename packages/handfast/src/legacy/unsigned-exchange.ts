/** Shares that nobody signs. RFC 5246 §7.4.3, §F.1.1.1; RFC 8422 §2.5; RFC 5054 §2 */

import { job } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import { type Mechanism, mechanism } from '../handshake/classic/mechanism.ts';
import type { Shares } from '../handshake/classic/shares.ts';

/** `anonymous`: anyone in the middle can be both sides; `srp`: who does not know the password gets nowhere. */
export const unsignedExchange = <P, C>(shares: Shares<P, C>, authentication: 'anonymous' | 'srp'): Mechanism =>
  mechanism<P, C>({
    serves: (suite) => shares.serves(suite) && suite.authentication === authentication,
    keyServes: () => false,
    keyUsage: 'digitalSignature',
    bodies: () => ({ ServerKeyExchange: shares.params, ClientKeyExchange: shares.answer }),
    announces: () => 'always',
    negotiate: (negotiation) => {
      // Who must be known cannot be anonymous.
      if (authentication === 'anonymous' && negotiation.settings.clientAuthentication === 'require')
        return new ProtocolError('client_certificate_missing');
      return shares.groupFor(negotiation);
    },
    client(context, said) {
      const { group, make } = shares.accept(context, said as P);
      const answer = function* () {
        const { answer: body, secret } = yield* make();
        return { body, preMasterSecret: secret };
      };
      return job({ group, peer: undefined, answer });
    },
    *server(context) {
      const { params, complete } = yield* shares.offer(context);
      return { body: params, conclude: complete };
    },
  });
