/** What tshark says of a capture: fields of each packet, and the plaintext of each stream. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { datagramPort } from './recording.ts';

const call = promisify(execFile);

/** By packet, then by field; numbers as decimals, whatever base they are printed in. */
export type Fields = ReadonlyMap<number, Readonly<Record<string, readonly string[]>>>;

export async function tsharkVersion(): Promise<string | undefined> {
  const { stdout } = await call('tshark', ['--version']).catch(() => ({ stdout: '' }));
  return /TShark \(Wireshark\) (\S+)/.exec(stdout)?.[1];
}

export async function fieldsOf(file: string, names: readonly string[]): Promise<Fields> {
  const columns = ['frame.number', ...names].flatMap((name) => ['-e', name]);
  const text = await tshark(file, ['-T', 'fields', '-E', 'separator=|', '-E', 'aggregator=;', ...columns]);
  return new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [frame, ...values] = line.split('|');
        return [Number(frame), Object.fromEntries(names.map((name, i) => [name, list(values[i])]))];
      }),
  );
}

const list = (values = ''): string[] =>
  values
    .split(';')
    .filter((one) => one !== '')
    .map((text) => (/^0x[0-9a-f]+$/.test(text) ? String(Number(text)) : text));

/** What the client and the server of each TCP stream said, in hexadecimal. */
export async function plaintextsOf(file: string, streams: number): Promise<readonly (readonly [string, string])[]> {
  const follow = Array.from({ length: streams }, (_, stream) => ['-z', `follow,tls,raw,${stream}`]).flat();
  const text = await tshark(file, ['-q', ...follow]);
  const found: [string, string][] = Array.from({ length: streams }, () => ['', '']);
  for (const section of text.split(/^Filter: tcp\.stream eq /m).slice(1)) {
    // Node 0 is whoever it heard first; the lines of the other stand behind a tab.
    const isTurned = section.includes('Node 0: 192.0.2.2');
    const lines = section.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line) && !line.startsWith('\n'));
    const side = (tab: boolean): string =>
      lines
        .slice(1)
        .filter((line) => line.startsWith('\t') === tab)
        .map((line) => line.trim())
        .join('');
    found[Number(/^\d+/.exec(section)?.[0])] = isTurned ? [side(true), side(false)] : [side(false), side(true)];
  }
  return found;
}

/** A field at the end of a branch of a detail tree. */
export interface Leaf {
  /** As in filters. */
  readonly name: string;
  readonly label: string;
  /** In bytes. */
  readonly length: number;
  /** In hexadecimal. */
  readonly bytes: string;
}

/** What tshark shows of TLS and DTLS in each packet, with the bytes that it stands for. */
export async function leavesOf(file: string): Promise<ReadonlyMap<number, readonly Leaf[]>> {
  const frames = new Map<number, Leaf[]>();
  let frame: Leaf[] = [];
  for (const line of (await tshark(file, ['-T', 'pdml', '-Y', 'tls or dtls'])).split('\n')) {
    const [, name, rest] = /^ *<field name="([^"]*)"(.*)\/>$/.exec(line) ?? [];
    if (name === 'num') frames.set(Number(attribute(line, 'show')), (frame = []));
    if (name === undefined || rest === undefined || !/^d?tls\./.test(name) || rest.includes(' hide="yes"')) continue;
    const length = Number(attribute(rest, 'size'));
    if (length > 0) frame.push({ name, label: attribute(rest, 'showname'), length, bytes: attribute(rest, 'value') });
  }
  return frames;
}

function attribute(text: string, name: string): string {
  const [, value = ''] = new RegExp(` ${name}="([^"]*)"`).exec(text) ?? [];
  return value.replace(/&(?:lt|gt|quot|amp|apos);/g, (entity) => entities[entity] ?? entity);
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
  '&apos;': "'",
};

async function tshark(file: string, options: readonly string[]): Promise<string> {
  const decode = ['-d', `udp.port==${datagramPort},dtls`];
  const { stdout } = await call('tshark', ['-n', '-2', '-r', file, ...decode, ...options], {
    maxBuffer: 2 ** 30,
    timeout: 600_000,
  });
  return stdout;
}
