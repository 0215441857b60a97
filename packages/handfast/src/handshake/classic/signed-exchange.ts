/** Shares of which the server signs its own with the key of its certificate. RFC 5246 §7.4.3 */

import { ProtocolError } from '../../base/errors.ts';
import type { Flow } from '../flow.ts';
import { signerServes } from '../negotiate/classic.ts';
import { type Mechanism, mechanism, usesCertificate } from './mechanism.ts';
import type { Shares } from './shares.ts';
import type { Signed } from './signatures.ts';
import { negotiateSignature, signParams, verifyParams } from './signed-params.ts';

export const signedExchange = <P, C>(shares: Shares<P, C>): Mechanism =>
  mechanism<Signed<P>, C>({
    serves: (suite) => shares.serves(suite) && usesCertificate(suite),
    keyServes: signerServes,
    keyUsage: 'digitalSignature',
    bodies: ({ signatures }) => ({
      ServerKeyExchange: signatures.signed(shares.params),
      ClientKeyExchange: shares.answer,
    }),
    announces: () => 'always',
    negotiate(negotiation) {
      const found = shares.groupFor(negotiation);
      if (found instanceof ProtocolError) return found;
      const scheme = negotiateSignature(negotiation);
      return scheme instanceof ProtocolError ? scheme : { scheme, ...found };
    },
    *client(context, said) {
      const { group, make } = shares.accept(context, (said as Signed<P>).params);
      const peer = yield* verifyParams(context, shares.params, said as Signed<P>);
      return { group, peer, answer: () => answered(make()) };
    },
    *server(context) {
      const { params, complete } = yield* shares.offer(context);
      return { body: yield* signParams(context, shares.params, params), conclude: complete };
    },
  });

function* answered<C>(
  making: Flow<{ readonly answer: C; readonly secret: Uint8Array }>,
): Flow<{ readonly body: C; readonly preMasterSecret: Uint8Array }> {
  const { answer, secret } = yield* making;
  return { body: answer, preMasterSecret: secret };
}
