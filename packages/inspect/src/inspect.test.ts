import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { nodeProvider } from 'handfast/providers/node';
import { describe, expect, test } from 'vitest';
import { CaptureError } from './capture/capture-error.ts';
import type { CapturedPacket } from './capture/captured-packet.ts';
import { syntheticLinkType, udpPacket } from './capture/synthetic.ts';
import { Inspection, type InspectionOptions, type Report } from './inspect.ts';
import { layersOf } from './list/layers.ts';
import { rowOf } from './list/row.ts';
import { frenchPackets, spanishPackets } from './testing/documents.ts';
import { captured, pcapFile, pcapngFile } from './testing/files.ts';
import { Wire } from './testing/wire.ts';

const options: InspectionOptions = { provider: nodeProvider };

/** Everything that can be asked of a capture: rows, trees, content and reports. */
function everythingOf(...chunks: readonly Uint8Array[]) {
  const told: string[] = [];
  const inspection = new Inspection({
    ...options,
    packet: (packet) => told.push(JSON.stringify([rowOf(packet), layersOf(packet)])),
    content: ({ direction, bytes }) => told.push(`${direction} ${bytes.join()}`),
  });
  for (const chunk of chunks) inspection.push(chunk);
  const report = inspection.end();
  return { told, report: JSON.stringify(report) };
}

const spanish = pcapFile(spanishPackets(), { littleEndian: false, nanoseconds: true });
const both = pcapngFile([...spanishPackets(), ...frenchPackets()]);

describe('input in any chunks', () => {
  test.each([
    ['pcap', spanish],
    ['pcapng', both],
  ])('%s: the same report', (_, file) => {
    const whole = everythingOf(file);
    fc.assert(
      fc.property(fc.array(fc.nat(file.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((left, right) => left - right), file.length];
        expect(everythingOf(...at.slice(1).map((end, i) => file.slice(at[i], end)))).toEqual(whole);
      }),
      { numRuns: 25 },
    );
    expect(everythingOf(...Array.from(file, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });
});

/** Either a sentence, or a report; never anything else, and never for long. */
function survives(file: Uint8Array): Report | undefined {
  const start = performance.now();
  try {
    const inspection = new Inspection({
      ...options,
      packet: (packet) => [rowOf(packet), layersOf(packet)],
    });
    inspection.push(file);
    return inspection.end();
  } catch (error) {
    expect(error).toBeInstanceOf(CaptureError);
    return undefined;
  } finally {
    expect(performance.now() - start).toBeLessThan(2000);
  }
}

describe('input that is damaged', () => {
  test.each([
    ['pcap', spanish],
    ['pcapng', both],
  ])('%s cut at every 97th byte gives what was whole, and says that it is cut off', (_, file) => {
    for (let length = 0; length < file.length; length += 97) {
      const report = survives(file.subarray(0, length));
      if (report?.problem) expect(report.problem.isCutOff).toBe(true);
      expect(report?.packets ?? 0).toBeLessThanOrEqual(spanishPackets().length + frenchPackets().length);
    }
  });

  test.each([
    ['pcap', spanish],
    ['pcapng', both],
  ])('%s with flipped bytes', (_, file) => {
    const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 20 });
    fc.assert(
      fc.property(flips, (all) => {
        const copy = file.slice();
        for (const [at, mask] of all) copy[at] = (copy[at] as number) ^ mask;
        survives(copy);
      }),
      { numRuns: 100 },
    );
  });

  test('anything behind a good header', () => {
    const headers = [spanish.subarray(0, 24), both.subarray(0, 28)];
    const noise = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(fc.constantFrom(...headers), noise, (header, rest) => {
        survives(Uint8Array.from([...header, ...rest]));
      }),
    );
  });

  test('any packet on any link layer', () => {
    const link = fc.constantFrom(0, 1, 12, 101, 108, 113, 228, 229, 276, 999);
    fc.assert(
      fc.property(link, fc.uint8Array({ maxLength: 200 }), (linkType, bytes) => {
        expect(survives(pcapFile([captured(bytes, linkType)]))).toMatchObject({ packets: 1, problem: null });
      }),
      { numRuns: 200 },
    );
  });

  test('what a gap swallowed is named', () => {
    const packets = spanishPackets().filter((_, i) => i !== 2);
    expect(survives(pcapFile(packets))).toMatchObject({
      connections: [{ gaps: [{ direction: 1, length: 1430, frame: 4 }], bytes: [382, 2759] }],
    });
  });

  test('what a short snapshot length left out is named', () => {
    const cut = spanishPackets().map((one) => ({ ...one, bytes: one.bytes.subarray(0, 128) }));
    const [connection] = survives(pcapFile(cut))?.connections ?? [];
    expect(connection?.gaps[0]).toEqual({ direction: 0, length: 141, frame: 1 });
    expect(connection?.gaps).toHaveLength(6);
  });

  test('behind a gap the list goes on', () => {
    const rows: string[] = [];
    const packets = spanishPackets().filter((_, i) => i !== 2);
    new Inspection({ filter: 'tls', packet: (one) => rows.push(rowOf(one).info) }).push(pcapFile(packets));
    expect(rows.slice(-4)).toEqual([
      'New Session Ticket, Change Cipher Spec, Encrypted Handshake Message',
      'Application Data',
      'Application Data',
      'Application Data',
    ]);
  });
});

const vectors = process.env['HANDFAST_VECTORS'] ?? join(import.meta.dirname, '../../../../shared/vectors');
const corpus = join(vectors, 'fuzz-corpus');

describe.skipIf(!existsSync(corpus))(
  `fuzz-corpus${existsSync(corpus) ? '' : ' is absent: set HANDFAST_VECTORS'}`,
  () => {
    test.each(['client', 'server', 'session', 'cert', 'dtls_client', 'dtls_server'])(
      'what %s holds, as a capture and inside one',
      (folder) => {
        for (const name of readdirSync(join(corpus, folder)).slice(0, 60)) {
          const bytes = new Uint8Array(readFileSync(join(corpus, folder, name)));
          expect(survives(bytes)).toBeUndefined();
          const wire = new Wire().open();
          wire
            .send(0, (spanishPackets()[0] as CapturedPacket).bytes.subarray(54))
            .stream(1, bytes)
            .close();
          expect(() => everythingOf(pcapFile(wire.packets)), name).not.toThrow();
          // In datagrams, behind something that looks like DTLS.
          const ends = [wire.ends[0], wire.ends[1]] as const;
          const record = Uint8Array.from([22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 1, ...new Uint8Array(11)]);
          const datagrams = [record, bytes.subarray(0, 1400), bytes.subarray(1400, 2800)].map((datagram, i) =>
            captured(udpPacket(...(i === 1 ? ([ends[1], ends[0]] as const) : ends), datagram), syntheticLinkType),
          );
          expect(() => everythingOf(pcapFile(datagrams)), name).not.toThrow();
        }
      },
    );
  },
);
