import { expect, test } from 'vitest';
import { concat, equalBytes, utf8 } from '../../src/base/bytes.ts';
import { connectedPair, type Pair } from '../../src/engine/testing/pair.ts';
import type { LegacyVersionName } from '../../src/legacy/index.ts';
import { rsaCredentials as credentials, oldCrypto as crypto, recordsOf, speaking } from './old-ends.ts';

const block = 16;
const cookie = 'sid=k7';
const alphabet = utf8('abcdefghijklmnopqrstuvwxyz0123456789=');

const connected = (version: LegacyVersionName, insecureUnsplitRecords = false): Promise<Pair> => {
  const old = speaking([version], ['TLS_RSA_WITH_AES_128_CBC_SHA'], { insecureUnsplitRecords });
  return connectedPair({ crypto, client: old, server: { ...old, credentials } });
};

/** A browser that sends what a page of the attacker wants, and its cookie behind it; and the wire that he listens to. */
class Victim {
  readonly #connection: Pair['client'];
  /** Bytes behind the ciphertext: encrypt-then-MAC, which TLS agrees on, does not help here. RFC 7366 */
  readonly #behind: number;
  /** The last block on the wire: what a chained record takes for its IV. */
  last: Uint8Array = new Uint8Array(block);

  constructor({ client }: Pair) {
    this.#connection = client;
    this.#behind = client.info?.version === 'SSL 3.0' ? 0 : 20;
  }

  /** The first block of the last record that this makes, and the block before it. */
  send(data: Uint8Array, explicitIv: boolean): { readonly before: Uint8Array; readonly first: Uint8Array } {
    this.#connection.use((connection) => connection.write(data));
    const records = recordsOf(this.#connection.send()).map(({ content }) =>
      content.slice(0, content.length - this.#behind),
    );
    const stream = concat(this.last, ...records);
    this.last = stream.slice(-block);
    const at = stream.length - (records.at(-1) as Uint8Array).length + (explicitIv ? block : 0);
    return { before: stream.slice(at - block, at), first: stream.slice(at, at + block) };
  }
}

const xor = (...all: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from({ length: block }, (_, i) => all.reduce((bits, bytes) => bits ^ (bytes[i] as number), 0));

/**
 * Duong and Rizzo 2011: all of a block but one byte is known. Each guess at it is sent so that it meets the cipher as the
 * victim's block did, if the IV is what the attacker expects. `lead`: how many bytes go in a record of their own before.
 */
function eavesdrop(victim: Victim, { explicitIv = false, lead = 0 } = {}): string {
  // From here on he knows the last block on the wire.
  victim.send(new Uint8Array(block), explicitIv);
  let found = '';
  while (found.length < cookie.length) {
    const known = utf8('.'.repeat(block - 1 - found.length) + found);
    const said = concat(new Uint8Array(lead), known.subarray(0, block - 1 - found.length), utf8(cookie));
    const { before, first } = victim.send(said, explicitIv);
    const right = [...alphabet].find((guess) => {
      const attempt = xor(concat(known, Uint8Array.of(guess)), before, victim.last);
      return equalBytes(victim.send(concat(new Uint8Array(lead), attempt), explicitIv).first, first);
    });
    if (right === undefined) return found;
    found += String.fromCharCode(right);
  }
  return found;
}

test('[K08] RFC 4346 §F.3: where each record begins with the end of the last, a cookie is read byte by byte', async () => {
  for (const version of ['TLS 1.0', 'SSL 3.0'] as const) {
    expect(eavesdrop(new Victim(await connected(version, true)))).toBe(cookie);
  }
});

test('[K08] [K09] split records stop it: the attacker has to choose before he knows the IV', async () => {
  for (const version of ['TLS 1.0', 'SSL 3.0'] as const) {
    expect(eavesdrop(new Victim(await connected(version)))).toBe('');
    expect(eavesdrop(new Victim(await connected(version)), { lead: 1 })).toBe('');
  }
});

test('[K08] RFC 4346 §6.2.3.2: from TLS 1.1 on there is nothing to choose by', async () => {
  expect(eavesdrop(new Victim(await connected('TLS 1.1')), { explicitIv: true })).toBe('');
});

/** A server as some were: it takes the first record for the whole request. */
const firstRecord = ({ server }: Pair): string => {
  const output = server.outputs.find(({ type }) => type === 'data');
  return output?.type === 'data' ? new TextDecoder().decode(output.bytes) : '';
};

test('[K10] a server that reads one record fails with a split request, and is served with records that are not split', async () => {
  for (const [unsplit, heard] of [
    [false, 'G'],
    [true, 'GET / HTTP/1.0'],
  ] as const) {
    const both = await connected('TLS 1.0', unsplit);
    both.client.use((connection) => connection.write(utf8('GET / HTTP/1.0')));
    both.server.receive(both.client.send());
    expect(firstRecord(both)).toBe(heard);
  }
});
