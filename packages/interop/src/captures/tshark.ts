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

async function tshark(file: string, options: readonly string[]): Promise<string> {
  const decode = ['-d', `udp.port==${datagramPort},dtls`];
  const { stdout } = await call('tshark', ['-n', '-2', '-r', file, ...decode, ...options], { maxBuffer: 2 ** 30 });
  return stdout;
}
