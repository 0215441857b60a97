import { nodeProvider } from 'handfast/providers/node';
import { describe, expect, test } from 'vitest';
import { SyntheticConnection } from '../export/synthetic-connection.ts';
import { inspect } from '../inspect.ts';
import { frenchPackets, spanishPackets } from '../testing/documents.ts';
import { pcapFile, pcapngFile } from '../testing/files.ts';
import { Wire } from '../testing/wire.ts';
import { chat, converse } from '../tls/testing/conversation.ts';
import { isFieldName } from './fields.ts';
import { filterOf } from './filter.ts';
import { FilterError } from './filter-error.ts';

const telnet = new Wire({ address: '10.10.1.9', port: 50_000 }, { address: '10.10.1.1', port: 23 }).open();
const file = pcapFile([...spanishPackets(), ...frenchPackets(), ...telnet.packets]);

function matching(filter: string): number[] {
  const numbers: number[] = [];
  inspect(file, { filter, packet: ({ frame }) => numbers.push(frame.number) });
  return numbers;
}

describe('display filters', () => {
  test('[M08] tcp.stream eq 0 leaves the packets of the first connection', () => {
    expect(matching('tcp.stream eq 0')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(inspect(file, { filter: 'tcp.stream eq 0' }).connections.map(({ stream }) => stream)).toEqual([0]);
  });

  test.each([
    ['tls.handshake.type == 1', [1, 13]],
    ['tls.handshake.type==1 && tcp.stream==1', [13]],
    ['ssl.handshake.type in {1, 14} and not ip.addr == 10.10.0.0/16', [1, 4]],
    ['tls.alert', []],
    ['tls and frame.number > 0xd', [14]],
    ['(tcp.port == 23 or udp.port == 53) and tcp.flags.syn == 1', [15, 16]],
    ['not tcp.port == 443', [15, 16, 17]],
    ['tcp.port != 443', [15, 16, 17]],
    ['ip.src == 10.10.1.9', [15, 17]],
    ['ip.addr contains "10.1.37" and tls', [13, 14]],
    ['!!tcp.dstport eq 23', [15, 17]],
    ['eth.src == 00:1f:6c:d2:49:3f', [14]],
    ['frame.time_relative >= 0.008', [9]],
    ['tcp.len == 1004', [14]],
    ['ipv6', []],
    ['tcp.flags.reset == true', []],
  ])('%s', (filter, numbers) => {
    expect(matching(filter)).toEqual(numbers);
  });

  test.each([
    ['tcp.prt == 1', 1, 'there is no field "tcp.prt"; there are tcp.stream, tcp.port'],
    ['tls.handshake.tpye == 1', 1, 'there is no field "tls.handshake.tpye"; there are tls.record, '],
    ['tcp and nonsense.field', 9, 'there is no field "nonsense.field"'],
    ['tcp.port == ', 13, 'the end stands where a value should'],
    ['(tcp or udp', 12, 'the parenthesis of column 1 is not closed'],
    ['tcp udp', 5, '"udp" stands where "and", "or" or the end should'],
    ['tcp.port = 1', 10, '"=" has no meaning here'],
    ['ip.addr == "10', 12, 'a text begins here and never ends'],
    ['tcp.port in 1', 13, '"1" stands where "{" should'],
    ['tcp.port in {1', 15, 'the brace of column 13 is not closed'],
    ['and', 1, 'there is no field "and"'],
    ['== 1', 1, '"==" stands where a field should'],
    [`${'('.repeat(100)}tcp`, 65, 'too many parentheses inside each other'],
    ['x'.repeat(5000), 4097, 'a filter has at most 4096 characters'],
  ])('errors point at the column: %s', (filter, column, sentence) => {
    const error = caught(() => filterOf(filter));
    expect(error).toBeInstanceOf(FilterError);
    expect(error).toMatchObject({ column, message: expect.stringContaining(sentence) });
  });
});

test('every field that the dissector gives can be asked for', () => {
  const { tape, keyLog } = converse({ act: chat });
  const wire = new SyntheticConnection({ address: '192.0.2.1', port: 5000 }, { address: '192.0.2.2', port: 443 });
  const packets = [...wire.open(0), ...tape.flatMap(({ direction, bytes }) => wire.data(direction, bytes, 0))];
  const names = new Set<string>();
  for (const capture of [file, pcapngFile(packets, keyLog)]) {
    inspect(capture, {
      provider: nodeProvider,
      packet: ({ items }) => items.forEach(({ fields }) => Object.keys(fields).forEach((name) => names.add(name))),
    });
  }
  expect(names.size).toBeGreaterThan(15);
  expect([...names].filter((name) => !isFieldName(name))).toEqual([]);
});

function caught(use: () => unknown): unknown {
  try {
    return use();
  } catch (error) {
    return error;
  }
}
