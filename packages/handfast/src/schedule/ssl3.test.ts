import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { versionNamed } from '../registry/versions.ts';
import { extendedMasterSecret, keyBlock, masterSecret } from './classic.ts';
import { exportKeys } from './export-keys.ts';
import { prfMd5Sha1 } from './prf.ts';
import { certificateVerifyHashesSsl3, prfSsl3, verifyDataSsl3 } from './ssl3.ts';
import { Transcript } from './transcript.ts';

const md5 = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(
    createHash('md5')
      .update(concat(...parts))
      .digest(),
  );
const sha = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(
    createHash('sha1')
      .update(concat(...parts))
      .digest(),
  );
const pms = Uint8Array.from({ length: 48 }, (_, i) => i);
const randoms = { client: new Uint8Array(32).fill(0xc1), server: new Uint8Array(32).fill(0x5e) };
const prf = prfSsl3(nodeProvider);

test('RFC 6101 §6.1: the master secret is MD5 over SHA with A, BB and CCC, client random first [D03]', () => {
  const { client, server } = randoms;
  const expected = ['A', 'BB', 'CCC'].map((letters) => md5(pms, sha(utf8(letters), pms, client, server)));
  expect(toHex(masterSecret(prf, pms, randoms).expose())).toBe(toHex(concat(...expected)));
});

test('RFC 6101 §6.2.2: the key block has the same shape, with the server random first [D04] [D05]', () => {
  const master = masterSecret(prf, pms, randoms);
  const { client, server } = keyBlock(prf, master, randoms, { mac: 20, key: 24, iv: 8 });
  const secret = master.expose();
  const blocks = ['A', 'BB', 'CCC', 'DDDD', 'EEEEE', 'FFFFFF', 'GGGGGGG'].map((letters) =>
    md5(secret, sha(utf8(letters), secret, randoms.server, randoms.client)),
  );
  const cut = concat(client.mac, server.mac, client.key, server.key, client.iv, server.iv);
  expect(toHex(cut)).toBe(toHex(concat(...blocks).subarray(0, 104)));
});

test('RFC 2246 §6.3, RFC 6101 §6.2.2: the same secrets give TLS 1.0 other keys than SSL 3.0 [A14]', () => {
  const ssl3 = masterSecret(prf, pms, randoms).expose();
  expect(toHex(masterSecret(prfMd5Sha1(nodeProvider), pms, randoms).expose())).not.toBe(toHex(ssl3));
});

function heard(): Transcript {
  const transcript = new Transcript(nodeProvider);
  transcript.add(utf8('ClientHello'));
  transcript.start('md5', 'sha1');
  transcript.add(utf8('ServerHello'));
  return transcript;
}
const messages = utf8('ClientHelloServerHello');
const master = (): Secret => new Secret(pms.slice());
const pad = (byte: number, length: number): Uint8Array => new Uint8Array(length).fill(byte);

test.each([
  ['client', 'CLNT'],
  ['server', 'SRVR'],
] as const)(
  'RFC 6101 §5.6.9: Finished of the %s hashes messages, sender and master secret, 36 bytes',
  (side, sender) => {
    const expected = concat(
      md5(pms, pad(0x5c, 48), md5(messages, utf8(sender), pms, pad(0x36, 48))),
      sha(pms, pad(0x5c, 40), sha(messages, utf8(sender), pms, pad(0x36, 40))),
    );
    const transcript = heard();
    expect(toHex(verifyDataSsl3(nodeProvider, master(), side, transcript))).toBe(toHex(expected));
    transcript.add(utf8('more'));
    expect(toHex(verifyDataSsl3(nodeProvider, master(), side, transcript))).not.toBe(toHex(expected));
  },
);

test('RFC 6101 §5.6.8: CertificateVerify signs the same without a sender', () => {
  const expected = concat(
    md5(pms, pad(0x5c, 48), md5(messages, pms, pad(0x36, 48))),
    sha(pms, pad(0x5c, 40), sha(messages, pms, pad(0x36, 40))),
  );
  expect(toHex(certificateVerifyHashesSsl3(nodeProvider, master(), heard()))).toBe(toHex(expected));
});

test('SSL 3.0 runs out of letters', () => {
  expect(prf.derive(pms, '', pms, 416)).toHaveLength(416);
  expect(() => prf.derive(pms, '', pms, 417)).toThrow(MisuseError);
});

const short = (byte: number) => ({ mac: new Uint8Array(16).fill(byte), key: pad(byte, 5), iv: new Uint8Array(0) });
const block = { client: short(1), server: short(2) };

test('RFC 6101 §6.2.2.1: export keys of SSL 3.0 are MD5 over the key and both randoms', () => {
  const lengths = { key: 16, iv: 8 };
  const final = exportKeys(nodeProvider, versionNamed('SSL 3.0'), prf, block, randoms, lengths);
  const { client, server } = randoms;
  expect(final.client).toEqual({
    mac: block.client.mac,
    key: md5(pad(1, 5), client, server),
    iv: md5(client, server).slice(0, 8),
  });
  expect(final.server).toEqual({
    mac: block.server.mac,
    key: md5(pad(2, 5), server, client),
    iv: md5(server, client).slice(0, 8),
  });
});

test('RFC 2246 §6.3.1: export keys of TLS 1.0 come from the PRF, IVs from one without a secret', () => {
  const prf10 = prfMd5Sha1(nodeProvider);
  const final = exportKeys(nodeProvider, versionNamed('TLS 1.0'), prf10, block, randoms, { key: 8, iv: 8 });
  const seed = concat(randoms.client, randoms.server);
  expect(final.client.key).toEqual(prf10.derive(pad(1, 5), 'client write key', seed, 8));
  expect(final.server.key).toEqual(prf10.derive(pad(2, 5), 'server write key', seed, 8));
  expect(concat(final.client.iv, final.server.iv)).toEqual(prf10.derive(new Uint8Array(0), 'IV block', seed, 16));
});

test('RFC 7627 §4: TLS 1.0 and 1.1 bind the master secret to MD5 and SHA-1 of the session', () => {
  const prf10 = prfMd5Sha1(nodeProvider);
  const sessionHash = heard().digest();
  expect(sessionHash).toEqual(concat(md5(messages), sha(messages)));
  const secret = extendedMasterSecret(prf10, pms, sessionHash);
  expect(secret.expose()).toEqual(prf10.derive(pms, 'extended master secret', sessionHash, 48));
});
