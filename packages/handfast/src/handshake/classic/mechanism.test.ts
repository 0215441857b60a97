import { expect, test } from 'vitest';
import { type NegotiableSuite, suiteByName } from '../../registry/cipher-suites.ts';
import { asksForCertificate } from './mechanism.ts';

test('RFC 5246 §7.4.4, RFC 4279 §4, RFC 5054 §2.6: only who shows a certificate, and nothing else, may ask for one', () => {
  const asks = (name: string): boolean => asksForCertificate(suiteByName(name) as NegotiableSuite);
  for (const name of ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']) {
    expect(asks(name), name).toBe(true);
  }
  for (const name of [
    'TLS_DH_anon_WITH_AES_128_CBC_SHA',
    'TLS_PSK_WITH_AES_128_CBC_SHA',
    'TLS_RSA_PSK_WITH_AES_128_CBC_SHA',
    'TLS_SRP_SHA_WITH_AES_128_CBC_SHA',
    'TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA',
  ]) {
    expect(asks(name), name).toBe(false);
  }
});
