/** `--connections`: for each connection who, how it went, and what there is to say about it. */

import type { ConnectionReport, Endpoint, TlsReport } from '@handfast/inspect';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import type { InspectFlags } from './flags.ts';
import { harmless, Lines, type View } from './view.ts';

export function connectionView(flags: InspectFlags, { stdout, stderr, env }: Surroundings): View {
  const lines = new Lines();
  const paint = paintFor(stdout, env, flags.color);
  const screen = screenOn(stderr, env, flags.color);
  return {
    options: {
      connection(report) {
        if (report.tls === null) return;
        lines.line(paint('bold', headOf(report)));
        for (const line of linesOf(report)) lines.line(`  ${harmless(line)}`);
        lines.line('');
      },
    },
    take: () => lines.take(),
    end: () => undefined,
    complain: (sentence) => screen.line(`${screen.paint('yellow', 'warning:')} ${sentence}`),
  };
}

function headOf({ carrier, stream, client, server, startTls }: ConnectionReport): string {
  const inside = startTls === null ? '' : ` inside ${startTls}`;
  return `${carrier} stream ${stream}: ${placeOf(client)} → ${placeOf(server)}${inside}`;
}

function linesOf({ tls, bytes, packets, begin, end, gaps }: ConnectionReport): string[] {
  if (tls === null) return [];
  const lost = gaps.reduce((sum, { length }) => sum + length, 0);
  const traffic =
    `${packets[0] + packets[1]} packets in ${(end - begin).toFixed(3)} s: ${bytes[0]} bytes from the client, ` +
    `${bytes[1]} from the server${lost === 0 ? '' : `, ${lost} bytes missing in the capture`}`;
  return tlsLines(tls, [traffic]);
}

function tlsLines(tls: TlsReport, traffic: readonly string[]): string[] {
  const names = [tls.version, tls.cipherSuite?.name, tls.group, tls.serverName, tls.applicationProtocol];
  const { ja3, ja3s, ja4 } = tls.fingerprints;
  const prints = [ja4 && `JA4 ${ja4.hash}`, ja3 && `JA3 ${ja3.hash}`, ja3s && `JA3S ${ja3s.hash}`];
  return [
    tls.verdict,
    names.filter((name) => typeof name === 'string').join(', '),
    ...traffic,
    handshakeText(tls),
    prints.filter((print) => print !== null).join(', '),
    ...tls.ladder.map((line) => `  ${line}`),
    ...tls.hints.map((hint) => `hint: ${hint}`),
    ...tls.checks.map(({ what, result, why }) => `${marks[result]} ${what}${why === undefined ? '' : `: ${why}`}`),
    ...tls.warnings.map(({ text }) => `WARN ${text}`),
    ...(tls.inner === null ? [] : ['inside of it:', ...tlsLines(tls.inner, []).map((line) => `  ${line}`)]),
  ].filter((line) => line !== '');
}

/** How long until both had finished, and how often the client had to wait. */
function handshakeText({ handshakeSeconds: seconds, roundTrips: trips }: TlsReport): string {
  if (seconds === null || trips === null) return '';
  return `handshake: ${trips} round trip${trips === 1 ? '' : 's'}, ${(1000 * seconds).toFixed(1)} ms`;
}

/** Words, so that nothing hangs on colour. */
const marks = { verified: 'OK  ', wrong: 'FAIL', 'not checked': '?   ' } as const;

const placeOf = ({ address, port }: Endpoint): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
