/** A client that has no configuration, and looks like one that has. RFC 9849 §6.2 */

import { job } from '../base/awaitable.ts';
import { tagLength } from '../crypto/hpke/suite.ts';
import type { HelloEncryption } from '../handshake/hello/encryption.ts';
import { keyExchange, makeOffer } from '../handshake/hello/offer.ts';
import { hpkeAeads } from '../registry/hpke.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { arrange, encodeInner } from './encode-inner.ts';
import { withExtension } from './with-extension.ts';

/** Puts an extension into ClientHello that nobody can tell from one in which something is hidden. */
export const greaseEch: HelloEncryption = {
  *offer(io, settings, purpose) {
    const offer = yield* makeOffer(io, settings, purpose);
    if (!settings.versions.some(({ flow }) => flow === 'tls13')) return offer;
    const [configId = 0, cipher = 0] = io.crypto.random(2);
    const { share: encapsulatedKey } = yield* job(keyExchange(io, 'x25519').offer());
    const aeadId = (hpkeAeads[cipher % hpkeAeads.length] as (typeof hpkeAeads)[number]).id;
    const hello = withExtension(offer.hello, {
      type: 'outer',
      cipherSuite: { kdfId: 1, aeadId },
      configId,
      encapsulatedKey,
      payload: io.crypto.random(likelyLength(offer.hello) + tagLength),
    });
    return { ...offer, hello };
  },
};

/** How long it would be if this hello were hidden, by a server that says nothing about its names. */
const likelyLength = (hello: ClientHello): number =>
  encodeInner(arrange(withExtension(hello, { type: 'inner' }), hello), hello, 0).length;
