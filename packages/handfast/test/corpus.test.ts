import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PeerAlert, ProtocolError } from '../src/base/errors.ts';
import { expectOver } from '../src/engine/testing/converse.ts';
import type { Endpoint } from '../src/engine/testing/endpoint.ts';
import { clientEnd, serverEnd } from '../src/engine/testing/pair.ts';

/** Streams that once broke somebody's TLS: BoringSSL's fuzz corpora. */
const folder = join(
  process.env.HANDFAST_VECTORS ?? join(import.meta.dirname, '../../../../shared/vectors'),
  'fuzz-corpus',
);
const present = existsSync(folder);

const roles: Readonly<Record<string, () => Endpoint>> = {
  client: () => clientEnd({ groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] }),
  server: () => serverEnd({ groups: ['x25519', 'secp256r1'], clientAuthentication: 'request' }),
};

/** What stands before the stream in a corpus file: settings of the fuzzer, each behind a tag of two bytes. */
function streamIn(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at + 2 <= file.length; ) {
    const tag = view.getUint16(at);
    at += 2;
    if (tag === 0) return file.subarray(at);
    if (tag > 6) break;
    const sized = tag === 1 || tag === 2 || tag === 3;
    if (sized && at + 3 <= file.length) at += 3 + view.getUint16(at) * 256 + view.getUint8(at + 2);
  }
  return file;
}

/** Feeds a stream in portions, ends it, and sees to it that the end is orderly. */
function feed(make: () => Endpoint, stream: Uint8Array, portion: number): string {
  const subject = make();
  for (let at = 0; at < stream.length && !subject.over; at += portion) {
    subject.receive(stream.subarray(at, at + portion));
  }
  subject.use((connection) => connection.receiveEnd());
  const { error } = subject;
  if (!(error instanceof ProtocolError || error instanceof PeerAlert)) throw new Error(`the end is ${String(error)}`);
  if (error.code === 'internal_error') throw new Error('our own mistake', { cause: error });
  subject.send();
  expectOver(subject);
  return error.code;
}

for (const name of ['client', 'client_no_fuzzer_mode', 'server', 'server_no_fuzzer_mode']) {
  describe.skipIf(!present)(`the corpus ${name}${present ? '' : ' (absent: set HANDFAST_VECTORS)'}`, () => {
    for (const [role, make] of Object.entries(roles)) {
      test(`RFC 8446 §6.2: our ${role} ends every stream with an error that says why`, () => {
        const files = readdirSync(join(folder, name));
        const ends = new Map<string, number>();
        for (const file of files) {
          const stream = streamIn(new Uint8Array(readFileSync(join(folder, name, file))));
          for (const end of [feed(make, stream, stream.length), feed(make, stream, 7)]) {
            ends.set(end, (ends.get(end) ?? 0) + 1);
          }
        }
        expect([...ends.values()].reduce((sum, count) => sum + count, 0)).toBe(2 * files.length);
        expect(ends.size).toBeGreaterThan(1);
      });
    }
  });
}
