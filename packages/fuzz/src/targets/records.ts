/** Records: cut out of a stream, opened, and put together to messages. */

import { equalBytes, toHex } from '../../../handfast/src/base/bytes.ts';
import { Secret } from '../../../handfast/src/base/secret.ts';
import { MessageAssembler } from '../../../handfast/src/engine/message-assembler.ts';
import { protectionOf } from '../../../handfast/src/record/protection.ts';
import {
  canProtectLegacy,
  cipherKeyLength,
  keyLengthsLegacy,
  protectionLegacy,
} from '../../../handfast/src/record/protection-legacy.ts';
import type { PlainRecord, RecordProtector } from '../../../handfast/src/record/protector.ts';
import { StreamReader } from '../../../handfast/src/record/stream-reader.ts';
import type { HashName } from '../../../handfast/src/registry/algorithm-names.ts';
import {
  type CipherSuite,
  cipherSuites,
  negotiableSuiteById,
  suiteFits,
} from '../../../handfast/src/registry/cipher-suites.ts';
import { type VersionRow, versionNamed } from '../../../handfast/src/registry/versions.ts';
import type { Target } from '../target.ts';
import { choosing } from './choose.ts';
import { attempt, claim } from './claims.ts';
import { conversations } from './flows/conversations.ts';
import { mutateRecords } from './flows/records.ts';
import { versions } from './flows/variants.ts';
import { toyProvider } from './toy-provider.ts';

const provider = { ...toyProvider, hash: (name: HashName) => toyProvider.hash(name).fixed() };

const streams = (): readonly Uint8Array[] =>
  versions.flatMap((version) => conversations(version).flatMap(({ toClient, toServer }) => [toClient, toServer]));

/** However a stream is cut into portions, the same records and messages come out of it. */
export const streamTarget: Target = {
  reaches: ['record/stream-reader.ts', 'engine/message-assembler.ts'],
  pace: 2,
  seeds: () => streams().map((stream) => choosing(3, stream)),
  mutate: (input, random) => choosing(input[0] ?? 1, mutateRecords(input.subarray(1), random)),
  longest: 20_000,
  run(input) {
    const portion = Math.max(1, input[0] ?? 1);
    const stream = input.subarray(1);
    const whole = read(stream, stream.length);
    const cut = read(stream, portion);
    claim(whole === cut, `at once: ${whole}; ${portion} bytes at a time: ${cut}`);
  },
};

function read(stream: Uint8Array, portion: number): string {
  const reader = new StreamReader();
  const assembler = new MessageAssembler(4096);
  let seen = '';
  const outcome = attempt(() => {
    for (let at = 0; at < stream.length; at += portion) {
      reader.push(stream.slice(at, at + portion));
      for (let raw = reader.next(2 ** 14); raw !== undefined; raw = reader.next(2 ** 14)) {
        assembler.push(raw.fragment.slice());
        seen += `${raw.header[0]}:${raw.fragment.length} `;
        for (let message = assembler.next(); message !== undefined; message = assembler.next()) {
          seen += `(${toHex(message.subarray(0, 4))}) `;
        }
      }
      reader.keep();
    }
  });
  return 'refusal' in outcome ? `${seen}${outcome.refusal.code}` : seen;
}

/** Each suite of TLS 1.3, and every suite that anybody has ever had in the versions before. */
const openers: readonly (() => RecordProtector)[] = cipherSuites().flatMap((suite) =>
  versions.filter((version) => suiteFits(suite, version)).flatMap((version) => openerOf(suite, versionNamed(version))),
);

function openerOf(suite: CipherSuite, version: VersionRow): readonly (() => RecordProtector)[] {
  const negotiable = negotiableSuiteById(suite.id);
  if (version.flow === 'tls13') {
    if (negotiable === undefined) return [];
    return [() => protectionOf(provider, negotiable, new Secret(new Uint8Array(32)), 2 ** 20)];
  }
  if (!canProtectLegacy(provider, suite)) return [];
  const { mac, iv } = keyLengthsLegacy(version, suite);
  const key = cipherKeyLength(suite.cipher);
  return [{}, { encryptThenMac: true }, { truncatedHmac: true }].map((agreed) => () => {
    const keys = { mac: new Uint8Array(mac), key: new Uint8Array(key), iv: new Uint8Array(iv) };
    return protectionLegacy(provider, version, suite, keys, agreed);
  });
}

/** What is sealed opens again, and what was not sealed is refused with a code. */
export const protectionTarget: Target = {
  reaches: ['record/'],
  pace: 10,
  seeds: () =>
    openers
      .slice(0, 256)
      .flatMap((protector, index) => [
        choosing(index >> 8, choosing(index, Uint8Array.of(23, 1, 2, 3))),
        choosing(index >> 8, choosing(index, sealed(protector(), { type: 23, data: Uint8Array.of(1, 2, 3) }))),
      ]),
  longest: 400,
  run(input) {
    const choice = openers[((input[0] ?? 0) * 256 + (input[1] ?? 0)) % openers.length] as () => RecordProtector;
    const rest = input.subarray(2);
    const protector = choice();
    const [type = 23] = rest;
    const record: PlainRecord = { type: 20 + (type % 4), data: rest.subarray(1) };
    const whole = sealed(protector, record);
    const opened = protector.open(0, whole.subarray(0, 5), whole.slice(5)) as PlainRecord;
    claim(opened.type === record.type && equalBytes(opened.data, record.data), 'what was sealed does not open');
    const header = Uint8Array.of(type, 3, 3, rest.length >> 8, rest.length & 0xff);
    attempt(() => protector.open(1, header, rest.slice()));
  },
};

function sealed(protector: RecordProtector, record: PlainRecord): Uint8Array {
  const output = new Uint8Array(protector.sealedLength(record.data.length, 0));
  void protector.seal(0, record, 0, output);
  return output;
}
