/** `npm run interop -- --captures N`: records connections, and asks tshark and the inspector what was in them. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates } from '../certificates.ts';
import { peerLine } from '../report.ts';
import { recordBrowsers } from './browsers.ts';
import { compare } from './compare.ts';
import { recordDatagrams } from './datagrams.ts';
import { captureOf } from './recording.ts';
import { recordStreams } from './streams.ts';
import { tsharkVersion } from './tshark.ts';

/** About so many TCP connections, and some more by browsers and over UDP; the capture is kept where `keep` says. */
export async function captures(count: number, keep: string | undefined): Promise<void> {
  const version = await tsharkVersion();
  if (version === undefined) {
    console.error('skipped: there is no tshark to compare with');
    return;
  }
  const certificates = await makeCertificates();
  const keyLogPath = join(certificates.directory, 'keys.log');
  writeFileSync(keyLogPath, '', { mode: 0o600 });
  process.env['SSLKEYLOGFILE'] = keyLogPath;
  const note = (peer: Parameters<typeof peerLine>[0]): void => console.error(peerLine(peer));
  const recordings = [
    ...(await recordStreams(count, certificates, note)),
    ...(await recordBrowsers(certificates, note)),
    ...(await recordDatagrams(certificates, keyLogPath, note)),
  ];
  const bytes = captureOf(recordings, readFileSync(keyLogPath, 'latin1'));
  const file = keep ?? join(certificates.directory, 'recorded.pcapng');
  writeFileSync(file, bytes, { mode: 0o600 });
  const { packets, values, lines, explained, disagreements, reports } = await compare(file, bytes, recordings);
  for (const one of disagreements) console.error(one);
  const versions = new Map<string, number>();
  for (const { tls } of reports) versions.set(tls?.version ?? 'none', (versions.get(tls?.version ?? 'none') ?? 0) + 1);
  console.log(
    [
      ...[...versions].sort().map(([name, times]) => `${String(times).padStart(5)} connections: ${name}`),
      ...[...explained].map(([reason, times]) => `${String(times).padStart(5)} differences: ${reason}`),
      `${recordings.length} connections, ${packets} packets of TLS, ${values} values and ${lines} lines of trees ` +
        `beside tshark ${version}, ` +
        `every plaintext: ${disagreements.length} unexplained disagreements`,
    ].join('\n'),
  );
  if (disagreements.length > 0) process.exitCode = 1;
}
