/** HPKE vectors in BoringSSL's form, where they lie: base mode, for the receiver. RFC 9180 Appendix A */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/base/awaitable.ts';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { setupBaseReceiver } from '../../src/crypto/hpke/context.ts';
import { hpkeSuite } from '../../src/crypto/hpke/suite.ts';
import type { PrivateKey } from '../../src/crypto/provider.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';

const vectors = process.env.HANDFAST_VECTORS ?? join(import.meta.dirname, '../../../../../shared/vectors');
const file = join(vectors, 'hpke', 'hpke_test_vectors.txt');

/** PKCS #8 around the private key of a KEM, by its number. */
const prefixes: Readonly<Record<string, string>> = {
  16: '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
  32: '302e020100300506032b656e04220420',
};

test.skipIf(!existsSync(file))(
  'RFC 9180 Appendix A: every message of every published base mode context opens',
  async () => {
    const blocks = readFileSync(file, 'utf8').split('\n\n');
    let opened = 0;
    for (const block of blocks) {
      const lines = [...block.matchAll(/^(\w+) = (\S*)/gm)].map(([, name, value]) => [name, value ?? ''] as const);
      const field = (wanted: string): string => lines.find(([name]) => name === wanted)?.[1] ?? '';
      if (field('mode') !== '0') continue;
      const suite = hpkeSuite(
        nodeProvider,
        ...(['kem_id', 'kdf_id', 'aead_id'].map((id) => Number(field(id))) as [number, number, number]),
      );
      if (suite === undefined) throw new Error('no such suite');
      const pkcs8 = concat(fromHex(prefixes[field('kem_id')] ?? ''), fromHex(field('skRm')));
      const own = { privateKey: nodeProvider.importPrivateKey(pkcs8) as PrivateKey, publicKey: fromHex(field('pkRm')) };
      const context = await run(
        setupBaseReceiver(nodeProvider, suite, fromHex(field('enc')), own, fromHex(field('info'))),
      );
      if (context === undefined) throw new Error('no context');
      for (let at = lines.findIndex(([name]) => name === 'aad'); lines[at]?.[0] === 'aad'; at += 3) {
        const [additional, ciphertext, plaintext] = [0, 1, 2].map((offset) => fromHex(lines[at + offset]?.[1] ?? ''));
        const text = await run(context.open(additional as Uint8Array, ciphertext as Uint8Array));
        expect(toHex(text ?? new Uint8Array(0))).toBe(toHex(plaintext as Uint8Array));
        opened++;
      }
    }
    expect(opened).toBeGreaterThan(30);
  },
);
