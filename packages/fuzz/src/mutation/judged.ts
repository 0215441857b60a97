/** Mutants that once survived and were looked at: what came of it. By file, what stood there, and what was put there. */

export const judged: Readonly<Record<string, string>> = {
  'record/deflate/bit-reader.ts > → >=': 'a test was missing: `bit-reader.test.ts`',
  'record/limits.ts 48 → 49': 'a test was missing: `limits.test.ts`',
  'record/deflate/huffman.ts counts[0] = 0; → {}': 'equivalent: the line did nothing, and is gone',
  'schedule/transcript.ts this.#countsHeaders = true; → {}': 'a test was missing: `transcript.test.ts`',
  'schedule/hkdf.ts labels.size < 32 → !(labels.size < 32)': 'equivalent: labels are computed instead of remembered',
  'handshake/psk/kept.ts 2 → 3': 'equivalent: a format of our own, written and read by the same line',
  'record/protection-datagram.ts 0 → 1': 'equivalent: what is wiped holds ones instead of zeros',
  "handshake/tls13/compression.ts typeof algorithm === 'number' → !(typeof algorithm === 'number')":
    'a test was missing: `compression.test.ts`',
  'handshake/classic/server-hello.ts 1 → 2': 'a test was missing: `record-size-limit.test.ts`',
  'schedule/transcript.ts 1 → 2': 'equivalent: where messages are substituted, their numbers do not count',
};
