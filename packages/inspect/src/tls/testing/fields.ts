/** The fields of every packet, as tshark and as the dissector show them. */

import type { Heard, Portion } from './tape.ts';
import { tshark } from './tshark.ts';

/** What both show. */
const fields = [
  'tls.record.length',
  'tls.handshake.type',
  'tls.handshake.length',
  'tls.handshake.random',
  'tls.handshake.session_id',
  'tls.handshake.ciphersuite',
  'tls.handshake.extension.type',
  'tls.handshake.extensions_server_name',
  'tls.handshake.extensions_alpn_str',
  'tls.handshake.extensions_supported_group',
  'tls.handshake.extensions_key_share_group',
  'tls.handshake.sig_hash_alg',
  'tls.handshake.session_ticket_lifetime_hint',
  'tls.alert_message.level',
  'tls.alert_message.desc',
] as const;

/** Numbers as decimals, whatever base they are printed in. */
const plain = (text: string): string => (/^0x[0-9a-f]+$/.test(text) ? String(Number(text)) : text);

/** What tshark shows of each packet: by field. */
export function shown(
  tapes: readonly (readonly Portion[])[],
  keyLog: string,
): ReadonlyMap<number, Readonly<Record<string, readonly string[]>>> {
  const columns = ['frame.number', ...fields].flatMap((field) => ['-e', field]);
  const text = tshark(tapes, keyLog, ['-T', 'fields', '-E', 'separator=|', '-E', 'aggregator=;', ...columns]);
  return new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [frame, ...values] = line.split('|');
        return [
          Number(frame),
          Object.fromEntries(
            fields.map((field, i) => [
              field,
              (values[i] ?? '')
                .split(';')
                .filter((one) => one !== '')
                .map(plain),
            ]),
          ),
        ];
      }),
  );
}

/** The same of ours. */
export function own(heard: readonly Heard[]): ReadonlyMap<number, Readonly<Record<string, readonly string[]>>> {
  const frames = new Map<number, Record<string, string[]>>();
  for (const item of heard.flatMap(({ items }) => items)) {
    const row = frames.get(item.frame.number) ?? Object.fromEntries(fields.map((field) => [field, []]));
    for (const field of fields) row[field]?.push(...(item.fields[field] ?? []).map(String));
    frames.set(item.frame.number, row);
  }
  return frames;
}
