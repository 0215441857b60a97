import { expect, test } from 'vitest';
import type { CryptoProvider, KeyExchange } from '../crypto/provider.ts';
import { connectedPair } from '../engine/testing/pair.ts';
import { nodeProvider } from '../providers/node/index.ts';

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
