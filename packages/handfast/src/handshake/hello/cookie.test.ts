import { expect, test } from 'vitest';
import type { HandshakeIo } from '../io.ts';
import type { ClientSettings } from '../settings.ts';
import { expectAnswer } from './cookie.ts';
import type { Offer } from './offer.ts';

const verify = { name: 'HelloVerifyRequest', body: { serverVersion: 0xfeff, cookie: Uint8Array.of(7) } };
const answer = (extensions: object) => ({ name: 'ServerHello', body: { extensions } });

/** What a client waits for after its first hello, in a flow whose messages go nowhere. */
function begun(more: Partial<Offer> = {}) {
  const io = { startOver() {}, send() {} } as unknown as HandshakeIo;
  const offer = { hello: { extensions: {} }, psks: [], ...more } as unknown as Offer;
  const flow = expectAnswer(io, { carrier: 'datagram' } as ClientSettings, offer);
  flow.next();
  return flow;
}

test('RFC 6347 §4.2.1: the second hello brings the cookie of the request', () => {
  const flow = begun();
  expect(flow.next(verify).value).toMatchObject({ allow: ['ServerHello'] });
  const { value } = flow.next(answer({}));
  expect(value).toMatchObject({ offer: { hello: { legacyCookie: Uint8Array.of(7) } } });
});

test('RFC 6347 §4.2.1: a new cookie takes the place of the one that a renegotiation began with', () => {
  const flow = begun({ hello: { extensions: {}, legacyCookie: Uint8Array.of(1) } } as unknown as Partial<Offer>);
  flow.next(verify);
  const { value } = flow.next(answer({}));
  expect(value).toMatchObject({ offer: { hello: { legacyCookie: Uint8Array.of(7) } } });
});

test('RFC 9147 §5.1: who asks with HelloVerifyRequest cannot answer with DTLS 1.3', () => {
  const flow = begun();
  flow.next(verify);
  expect(() => flow.next(answer({ supported_versions: 0xfefc }))).toThrow(
    expect.objectContaining({ code: 'unexpected_message' }),
  );
});

test('RFC 8446 §4.2.10: who has sent early data does not begin again before TLS 1.3', () => {
  const flow = begun({ early: {} } as Partial<Offer>);
  expect(() => flow.next(verify)).toThrow(expect.objectContaining({ code: 'early_data_downgrade' }));
});
