/** A connection of ours, in either role, with a peer that says anything. */

import type { Target } from '../../target.ts';
import { choosing } from '../choose.ts';
import { claim } from '../claims.ts';
import { conversations } from './conversations.ts';
import type { FuzzedEndpoint } from './endpoint.ts';
import { mutateRecords } from './records.ts';
import type { FuzzedVersion } from './variants.ts';

/**
 * The first byte chooses the variant, the second one how many bytes come at a time; the others are what the peer
 * says. However they are cut, the same must come of them.
 */
export function flow(role: 'client' | 'server', version: FuzzedVersion): Target {
  const heard = role === 'client' ? 'toClient' : 'toServer';
  return {
    reaches: [...common, ...(version === 'TLS 1.3' ? ['handshake/tls13/', 'handshake/psk/'] : ['handshake/classic/'])],
    corpus: [role, `${role}_no_fuzzer_mode`],
    fromCorpus: (file) => [0, 1, 3].map((index) => choosing(index, choosing(0, streamIn(file)))),
    longest: 20_000,
    weight: 3,
    seeds: () =>
      conversations(version).flatMap((said, index) =>
        [0, 7].map((portion) => choosing(index, choosing(portion, said[heard]))),
      ),
    mutate: (input, random) => {
      const [variant = 0, portion = 0] = input;
      return choosing(variant, choosing(portion, mutateRecords(input.subarray(2), random)));
    },
    run(input) {
      const [variant = 0, portion = 0] = input;
      const stream = input.subarray(2);
      const all = conversations(version);
      const { ends } = all[variant % all.length] as (typeof all)[number];
      const whole = feed(ends[role](), stream, stream.length);
      if (portion % 8 === 0) return;
      const cut = feed(ends[role](), stream, portion);
      claim(cut === whole, `at once it is ${whole}, ${portion} bytes at a time ${cut}`);
    },
  };
}

const common = ['engine/', 'handshake/hello/', 'handshake/negotiate/', 'record/', 'schedule/'];

/** What came of it: whether it was established, how it ended, how much it said. */
function feed(subject: FuzzedEndpoint, stream: Uint8Array, portion: number): string {
  for (let at = 0; at < stream.length && subject.ending === undefined; at += portion) {
    subject.receive(stream.slice(at, at + portion));
  }
  if (subject.ending === undefined) subject.end();
  const { ending, established, sent } = subject;
  claim(sent.length <= 16_384 + 64 * stream.length, `${sent.length} bytes answer ${stream.length}`);
  return `${established ? 'established' : 'refused'}, ${ending}`;
}

/** What stands before the stream in a corpus file: settings of its fuzzer, each behind a tag of two bytes. */
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
