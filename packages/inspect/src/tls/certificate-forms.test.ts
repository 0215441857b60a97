import { brotliCompressSync } from 'node:zlib';
import { certificateCompression } from 'handfast/node';
import { versionNamed } from 'handfast/registry';
import { encodeMessage, messages13 } from 'handfast/wire';
import { encodePublicKey, parseCertificate } from 'handfast/x509';
import { describe, expect, test } from 'vitest';
import type { TreeNode } from '../model.ts';
import { concat, toHex } from './bytes.ts';
import { chat, clientCredential, converse, type Spoken, serverCredential, trust } from './testing/conversation.ts';
import { dissectOne, type Heard, linesOf } from './testing/tape.ts';
import { byteMap } from './tree/byte-map.ts';
import { messageNode } from './tree/handshake.ts';
import { styles } from './tree/style.ts';

const keyOf = ({ key }: typeof serverCredential): Uint8Array => encodePublicKey(key.info);
const unpackers = certificateCompression();

const read = ({ tape, keyLog }: Spoken): Heard =>
  dissectOne(tape, { secrets: { keyLog }, anchors: trust, certificateCompression: unpackers });

/** The tree of the message with this title, wherever it is. */
function message({ trees }: Heard, title: string): TreeNode {
  const all = (node: TreeNode): readonly TreeNode[] => [node, ...(node.children ?? []).flatMap(all)];
  return trees.flatMap(all).find(({ label }) => label === `Handshake Protocol: ${title}`) as TreeNode;
}

const trimmed = (node: TreeNode): readonly string[] => linesOf(node).map((line) => line.trim());

describe.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'RFC 7250 §3: a bare key in the place of certificates, in %s',
  (version) => {
    const versions = [version];
    const spoken = converse({
      act: chat,
      client: {
        versions,
        trust: undefined,
        trustedKeys: [keyOf(serverCredential)],
        credentials: [{ key: clientCredential.key }],
      },
      server: {
        versions,
        trust: undefined,
        credentials: [{ key: serverCredential.key }],
        trustedKeys: [keyOf(clientCredential)],
        clientAuthentication: 'require',
      },
    });
    const heard = read(spoken);

    test('is shown down to its last byte, and what it signed is verified', () => {
      const lines = trimmed(message(heard, 'Certificate'));
      const key = toHex(keyOf(serverCredential));
      expect(lines).toContain('Subject Public Key Info Length: 91');
      expect(lines).toContain(`Subject Public Key Info: ${key.slice(0, 72)}… (ec)`);
      expect(lines).toContain('Algorithm: ecPublicKey');
      expect(lines.filter((line) => /Malformed|refuses|Not decoded/.test(line))).toEqual([]);
      expect(heard.report.checks.map(({ result }) => result)).toEqual(heard.report.checks.map(() => 'verified'));
      expect(heard.report.checks.map(({ what }) => what)).toContain('client CertificateVerify');
      expect(heard.report.certificates).toEqual({ client: ['RawPublicKey'], server: ['RawPublicKey'] });
      expect(heard.report.warnings.map(({ code }) => code)).not.toContain('malformed_certificate');
    });

    test('was agreed on by extensions that are named', () => {
      const lines = heard.trees.flatMap(trimmed);
      expect(lines).toContain('Server Certificate Types (1 type)');
      expect(lines).toContain('Certificate Type: RawPublicKey (2)');
    });
  },
);

describe('RFC 8879 §4: a packed chain', () => {
  test.each(unpackers.map((one) => [one.algorithm, one] as const))('of %s is shown as what it holds', (name, one) => {
    const options = { versions: ['TLS 1.3'] as const, certificateCompression: [one] };
    const heard = read(converse({ client: options, server: options }));
    const node = message(heard, 'Compressed Certificate');
    const lines = trimmed(node);
    expect(lines[3]).toMatch(new RegExp(`^Algorithm: ${name} \\(\\d\\)$`));
    const { length } = encodeMessage(messages13.Certificate, {
      certificateRequestContext: new Uint8Array(0),
      certificateList: serverCredential.chain.map((certData) => ({ certData, extensions: {} })),
    });
    expect(lines).toContain(`[Unpacked: Certificate of ${length - 4} bytes]`);
    expect(lines).toContain(
      'Serial Number: ' + toHex(parseCertificate(serverCredential.chain[0] as Uint8Array).serialNumber),
    );
    expect(heard.report.checks.map(({ what }) => what)).toContain('server certificate chain');
    // What was unpacked stands nowhere on the wire.
    expect(byteMap(node).at(-1)).toMatch(/Compressed Certificate Message: /);
  });

  test('that nothing here unpacks is said to be so', () => {
    const packed = brotliCompressSync(new Uint8Array(100));
    const body = concat(Uint8Array.of(0, 2, 0, 0, 100, 0, 0, packed.length), packed);
    const context = { version: versionNamed('TLS 1.3'), suite: undefined, datagram: false, time: 0 };
    const lines = trimmed(messageNode({ type: 25, body, headerLength: 4 }, context, 0, styles.recent));
    expect(lines.slice(3)).toEqual([
      'Algorithm: brotli (2)',
      'Uncompressed Length: 100',
      `Length: ${packed.length}`,
      `Compressed Certificate Message: ${toHex(packed)}`,
      '[Not unpacked: nothing here knows the algorithm]',
    ]);
  });
});
