/** A connection of ours, in either role, with a peer that says anything. */

import type { Target } from '../../target.ts';
import { choosing } from '../choose.ts';
import { claim } from '../claims.ts';
import { conversations } from './conversations.ts';
import type { FuzzedEndpoint } from './endpoint.ts';
import { mutateRecords, wholeRecords } from './records.ts';
import type { StreamVersion } from './variants.ts';

/**
 * The first byte chooses the variant, the second one how many bytes come at a time; the others are what the peer
 * says. However they are cut, the same must come of them.
 */
export function flow(role: 'client' | 'server', version: StreamVersion): Target {
  const heard = role === 'client' ? 'toClient' : 'toServer';
  return {
    ...(version === 'TLS 1.3' ? modern : classic),
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
      // What an application wants goes out between what comes, wherever that is cut.
      if (ends.wantsMore) return void feed(ends[role](), wholeRecords(stream));
      const whole = feed(ends[role](), [stream]);
      if (portion % 8 === 0) return;
      const cut = feed(ends[role](), portionsOf(stream, portion));
      claim(cut === whole, `at once it is ${whole}, ${portion} bytes at a time ${cut}`);
    },
  };
}

const common = ['engine/', 'handshake/hello/', 'handshake/negotiate/', 'record/stream-', 'record/outgoing.ts'];
const modern = {
  reaches: [...common, 'handshake/tls13/', 'handshake/psk/', 'schedule/tls13.ts'],
  beyond: ['engine/datagram/', 'engine/renegotiation', 'engine/live-classic.ts', 'engine/old-hello.ts'],
};
const classic = {
  reaches: [...common, 'handshake/classic/'],
  beyond: ['engine/datagram/', 'engine/live13.ts', 'engine/early-data', 'engine/later-'],
};

/** What came of it: whether it was established, how it ended, how much it said. */
function feed(subject: FuzzedEndpoint, portions: Iterable<Uint8Array>): string {
  let heard = 0;
  for (const portion of portions) {
    if (subject.ending !== undefined) break;
    subject.receive(portion.slice());
    heard += portion.length;
  }
  if (subject.ending === undefined) subject.end();
  const { ending, established, sent } = subject;
  const said = sent.reduce((sum, { length }) => sum + length, 0);
  claim(said <= 16_384 + 64 * heard, `${said} bytes answer ${heard}`);
  return `${established ? 'established' : 'refused'}, ${ending}`;
}

function* portionsOf(stream: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < stream.length; at += size) yield stream.subarray(at, at + size);
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
