import { expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import type { CryptoProvider, KeyExchange } from '../crypto/provider.ts';
import { connectedPair } from '../engine/testing/pair.ts';
import { Returning } from '../engine/testing/returning.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { decode } from '../wire/codec.ts';
import { KeptSession } from './psk/kept.ts';

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'RFC 8446 §E.1.3: what was agreed in %s is wiped once keys are made of it',
  async (version) => {
    const agreed: Uint8Array[] = [];
    const watched = <T extends Uint8Array | undefined>(secret: T): T => {
      if (secret !== undefined) agreed.push(secret);
      return secret;
    };
    const crypto: CryptoProvider = {
      ...nodeProvider,
      keyExchange(group) {
        const exchange = nodeProvider.keyExchange(group);
        if (exchange === undefined) return undefined;
        const watching: KeyExchange = {
          async offer() {
            const { share, complete } = await exchange.offer();
            return { share, complete: async (answer) => watched(await complete(answer)) };
          },
          async answer(share) {
            const answer = await exchange.answer(share);
            watched(answer?.secret);
            return answer;
          },
        };
        return watching;
      },
    };
    await connectedPair({ crypto, client: { versions: [version] } });
    expect(agreed).toHaveLength(2);
    for (const secret of agreed) expect(secret).toEqual(new Uint8Array(secret.length));
  },
);

test.each(['client', 'server'] as const)(
  'RFC 8446 §E.1.3: the key of a ticket is wiped once a %s has used it',
  async (side) => {
    const handed: { readonly bytes: Uint8Array; readonly were: string }[] = [];
    const note = (bytes: Uint8Array): unknown => handed.push({ bytes, were: toHex(bytes) });
    const crypto: CryptoProvider = {
      ...nodeProvider,
      hmac(name, key) {
        note(key);
        const mac = nodeProvider.hmac(name, key);
        return {
          compute(...parts) {
            parts.forEach(note);
            return mac.compute(...parts);
          },
        };
      },
    };
    const returning = new Returning();
    await returning.visit();
    const kept = [...returning.sessions.sessions()].map(({ value }) => toHex(decode(KeptSession, value).secret));
    const again = await returning.visit({ [side]: { crypto, tickets: { sealer: returning.ring } } });
    expect(again[side].info?.resumed).toBe(true);
    const keys = handed.filter(({ were }) => kept.includes(were));
    expect(keys.length).toBeGreaterThan(0);
    for (const { bytes } of keys) expect(bytes).toEqual(new Uint8Array(bytes.length));
  },
);
