/** A client that hides its ClientHello from everybody but the server. RFC 9849 §6.1 */

import { MisuseError } from '../base/errors.ts';
import { setupBaseSender } from '../crypto/hpke/context.ts';
import { usesCertificate } from '../handshake/classic/mechanism.ts';
import type { Flow } from '../handshake/flow.ts';
import type { HelloEncryption } from '../handshake/hello/encryption.ts';
import { helloFor, makeOffer, type Offer } from '../handshake/hello/offer.ts';
import type { HandshakeIo } from '../handshake/io.ts';
import type { ClientPurpose, ClientSettings } from '../handshake/settings.ts';
import { decode } from '../wire/codec.ts';
import { EchConfigList } from '../wire/ech-config.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { hpkeInfo } from './authenticated.ts';
import { type UsableConfig, usableConfigs } from './config.ts';
import { Cover } from './cover.ts';
import { arrange } from './encode-inner.ts';
import { greaseEch } from './grease.ts';
import { withExtension } from './with-extension.ts';

export interface OfferEchOptions {
  /**
   * What to do when no configuration can be used: `refuse` to connect (`MisuseError`), look as if (`grease`), or say
   * everything in the `open`; then whoever listens learns the server's name. Default `refuse`.
   */
  readonly otherwise?: 'refuse' | 'grease' | 'open' | undefined;
}

/**
 * Hides the ClientHello with the first configuration of an ECHConfigList that can be used, as DNS (RFC 9848) or an
 * `EchRejected` gives it. Throws `ProtocolError` for a list that is malformed.
 */
export function offerEch(configList: Uint8Array, { otherwise = 'refuse' }: OfferEchOptions = {}): HelloEncryption {
  const list = decode(EchConfigList, configList);
  const usableWith = ({ crypto, versions }: ClientSettings): readonly UsableConfig[] =>
    versions.some(({ flow }) => flow === 'tls13') ? usableConfigs(crypto, list) : [];
  return {
    check(settings) {
      if (otherwise === 'refuse' && usableWith(settings).length === 0) throw unusable();
    },
    *offer(io, settings, purpose) {
      for (const config of usableWith(settings)) {
        const { suite, contents, bytes } = config;
        const sender = yield* setupBaseSender(io.crypto, suite, contents.keyConfig.publicKey, hpkeInfo(bytes));
        if (sender !== undefined) {
          return yield* hiddenOffer(io, settings, purpose, config, (inner, outer) => {
            return new Cover(config, sender, inner.random, outer);
          });
        }
      }
      if (otherwise === 'refuse') throw unusable();
      return yield* (otherwise === 'grease' ? greaseEch.offer : makeOffer)(io, settings, purpose);
    },
  };
}

const unusable = (): MisuseError => new MisuseError('none of these ECH configurations can be used');

/** The offer for the server that is meant, and around it one for the public name. */
function* hiddenOffer(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  { publicName }: UsableConfig,
  coverOf: (inner: ClientHello, outer: Offer) => Cover,
): Flow<Offer> {
  const inner = yield* makeOffer(io, modernAlone(settings), purpose);
  const parts = { ...inner, serverName: publicName, psks: [], session: undefined };
  const outer: Offer = { ...parts, hello: helloFor(io, certified(settings), parts) };
  const hello = arrange(withExtension(inner.hello, { type: 'inner' }), outer.hello);
  return { ...inner, hello, cover: coverOf(hello, outer) };
}

/** Only what can be hidden is offered where it is. RFC 9849 §6.1 */
function modernAlone(settings: ClientSettings): ClientSettings {
  return {
    ...settings,
    versions: settings.versions.filter(({ flow }) => flow === 'tls13'),
    cipherSuites: settings.cipherSuites.filter(({ keyExchange }) => keyExchange === 'tls13'),
  };
}

/** Who the public name belongs to shows a certificate for it: no other proof will do. RFC 9849 §6.1.7 */
function certified(settings: ClientSettings): ClientSettings {
  return {
    ...settings,
    cipherSuites: settings.cipherSuites.filter((suite) => suite.keyExchange === 'tls13' || usesCertificate(suite)),
    peerCertificateTypes: ['X509'],
  };
}
