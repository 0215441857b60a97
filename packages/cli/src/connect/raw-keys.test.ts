import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProvider } from 'handfast/providers/node';
import { encodePem } from 'handfast/x509';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { runCli, startServe } from '../testing/run-cli.ts';

/** Files with both halves of a key. */
async function keyFiles(): Promise<{ readonly secret: string; readonly open: string }> {
  const made = await nodeProvider.generateKey({ kind: 'ed25519' });
  if (made === undefined) throw new Error('there is no Ed25519');
  const folder = freshFolder();
  const [secret, open] = [join(folder, 'key.pem'), join(folder, 'public.pem')];
  writeFileSync(secret, encodePem('PRIVATE KEY', made.pkcs8));
  writeFileSync(open, encodePem('PUBLIC KEY', made.spki));
  return { secret, open };
}

describe('RFC 7250: handfast serve --raw-public-key', () => {
  test('is for connect --trust-key, and others see the certificate', async () => {
    const { secret, open } = await keyFiles();
    const server = await startServe(['--echo', '--raw-public-key', secret]);
    const byKey = await runCli(['connect', server.url, '--trust-key', open], { input: 'by key' });
    expect(byKey).toMatchObject({ exitCode: 0, stdout: 'by key' });
    expect(byKey.stderr).toContain('Public key');
    expect(byKey.stderr).toContain('trusted by itself: ed25519');
    const byCertificate = await runCli(['connect', server.url, '--ca', server.ca], { input: 'by certificate' });
    expect(byCertificate).toMatchObject({ exitCode: 0, stdout: 'by certificate' });
    const document = await runCli(['connect', server.url, '--trust-key', open, '--json']);
    const { peer, verified } = JSON.parse(document.stdout);
    expect({ verified, chain: peer.chain, publicKey: peer.publicKey.slice(0, 24) }).toEqual({
      verified: true,
      chain: [],
      publicKey: '302a300506032b6570032100',
    });
  });

  test('ends with a sentence where the key is another one, or there is none', async () => {
    const [ours, theirs] = [await keyFiles(), await keyFiles()];
    const server = await startServe(['--echo', '--raw-public-key', ours.secret]);
    const wrong = await runCli(['connect', server.url, '--trust-key', theirs.open]);
    expect(wrong.exitCode).toBe(5);
    expect(wrong.stderr).toContain('not among those that are trusted');
    expect(wrong.stderr).toContain('--trust-key FILE');
    const plain = await startServe(['--echo']);
    expect((await runCli(['connect', plain.url, '--trust-key', ours.open])).stderr).toContain(
      'unsupported_certificate',
    );
    const garbled = await runCli(['connect', plain.url, '--trust-key', ours.secret]);
    expect(garbled.stderr).toContain('there is no public key in');
    expect(garbled.exitCode).toBe(7);
  });
});
