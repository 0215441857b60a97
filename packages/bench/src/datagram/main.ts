/**
 * `node packages/bench/dist/datagram/main.js [--warm 8] [--seconds 2]`: DTLS handshakes and data over UDP on loopback.
 * Both ends are in this process, and rates are by the time of the processor, so that other work does not count; beside
 * them stands what Node itself can carry, and the JavaScript libraries that are installed in HANDFAST_DTLS_PEERS.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCredentials } from '../credentials.ts';
import { handfast } from './handfast.ts';
import { lemon } from './lemon.ts';
import { bareRate, sealedRate } from './limits.ts';
import { dataRate, handshakeRate, type Spans } from './rates.ts';
import type { Subject } from './subject.ts';
import { werift } from './werift.ts';

const { values } = parseArgs({
  options: { warm: { type: 'string', default: '8' }, seconds: { type: 'string', default: '2' } },
});
const spans: Spans = { warm: Number(values.warm), measured: Number(values.seconds) };
const folder = process.env['HANDFAST_DTLS_PEERS'];
const { cert, key } = await makeCredentials();

tell('node:dgram alone', await bareRate(spans), 'MB/s of CPU');
tell('node:dgram and AES-128-GCM of node:crypto', await sealedRate(spans), 'MB/s of CPU');
for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) await measure(version, () => handfast(version, cert, key));
await measurePeer('werift-dtls', async (installed) => werift(createRequire(installed), cert, key));
for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) {
  await measurePeer(`lemon-tls, ${version}`, async (installed) => {
    const entry = createRequire(installed)
      .resolve('lemon-tls')
      .replace(/\.cjs$/, '.js');
    return await lemon(await import(pathToFileURL(entry).href), version, cert, key);
  });
}
// Not every library lets go of its sockets.
process.exit();

async function measurePeer(name: string, make: (installed: string) => Promise<Subject>): Promise<void> {
  if (folder === undefined) skip(name, 'HANDFAST_DTLS_PEERS is not set');
  else await measure(name, () => make(join(folder, 'package.json')));
}

async function measure(name: string, make: () => Promise<Subject>): Promise<void> {
  try {
    const subject = await make();
    tell(`${subject.name}: full handshakes`, await handshakeRate(subject, spans), '/s of CPU');
    tell(`${subject.name}: data`, await dataRate(subject, spans), 'MB/s of CPU');
    subject.close();
  } catch (error) {
    skip(name, String(error));
  }
}

function skip(name: string, reason: string): void {
  process.stdout.write(`${name.padEnd(44)} skipped: ${reason}\n`);
}

function tell(what: string, rate: number, unit: string): void {
  process.stdout.write(`${what.padEnd(44)} ${rate.toFixed(rate < 100 ? 1 : 0).padStart(8)} ${unit}\n`);
}
