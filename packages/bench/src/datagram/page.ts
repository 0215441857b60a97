/** What was measured, as the page `docs/generated/datagrams.md`. */

import { cpus } from 'node:os';
import { isRival, type SubjectName } from './subjects.ts';

export interface Row {
  readonly name: SubjectName;
  readonly present: boolean;
  readonly ask: (kind: 'handshakes' | 'data', seconds: number) => Promise<number>;
  /** By round. */
  readonly handshakes: number[];
  readonly data: number[];
  readonly end: () => void;
}

/** Medians, and how they compare with the fastest of the other libraries. */
export function page(rows: readonly Row[]): string {
  const peers = rows.filter(({ name, present }) => present && isRival(name));
  const best = (kind: 'handshakes' | 'data'): number => Math.max(...peers.map((row) => median(row[kind])));
  const cell = (row: Row, kind: 'handshakes' | 'data', digits: number): string => {
    const rate = median(row[kind]);
    if (Number.isNaN(rate)) return peers.length === 0 ? '–' : '– | –';
    const ratio = peers.length === 0 ? '' : ` | ${(rate / best(kind)).toFixed(1)}`;
    return `${rate.toFixed(digits)}${ratio}`;
  };
  const lines = rows.map((row) =>
    row.present ? `| ${row.name} | ${cell(row, 'handshakes', 0)} | ${cell(row, 'data', 1)} |` : absent(row),
  );
  return `${head}${lines.join('\n')}\n\nNode ${process.versions.node}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}.\n`;
}

const absent = ({ name }: Row): string => `| ${name} | not installed | | | |`;

function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const head = `# DTLS over UDP beside other libraries

Written by \`node packages/bench/dist/datagram/main.js\`. Full handshakes and datagrams of 1,200 bytes on loopback, for each second of the
processor's time, both ends together; medians of rounds in which all take turns. Everybody shows the same P-256
certificate, asks for a cookie, agrees in X25519 and uses AES-128-GCM, and is measured when warm. Handfast verifies the certificate,
the others do not, and werift-dtls not even the server's signature. Nobody says goodbye but lemon-tls: werift-dtls cannot. *Times* is beside the faster of the other libraries. The first two rows are what Node itself can do: the same
datagrams, without any cryptography, and with nothing but its own.

OpenSSL's command line has processes of its own, whose time counts as well. \`s_client\` needs ten times as
long to begin as for a handshake, so one that connects six times is compared with one that connects once; what it prints
about each handshake is in the figure. It sends no datagrams that could be counted.

| | handshakes/s | times | MB/s | times |
|---|---:|---:|---:|---:|
`;
