/** A browser opens a data channel to us: ICE (RFC 8445) as little as it takes, then DTLS (RFC 8827, RFC 8842). */

import { execFile, spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { serverCredential } from '../src/engine/testing/fixtures.ts';
import { createDatagramServer, type DatagramTransport, udpAddress } from '../src/node/index.ts';

const isMissing = spawnSync('chromium', ['--version']).status !== 0;
const password = 'apasswordoftwentytwo22';

test.skipIf(isMissing)(
  `[A25] RFC 8827 §6.5: Chromium opens a data channel, with DTLS beside STUN on one port${isMissing ? ': chromium is missing' : ''}`,
  { timeout: 60_000 },
  async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const folder = mkdtempSync(join(tmpdir(), 'handfast-'));
    // ICE has shown that the client is where it says: no cookie.
    const server = createDatagramServer({
      credentials: [serverCredential],
      transport: besideStun(udp),
      cookies: false,
    });
    const stopping = new AbortController();
    try {
      const said = new Promise<object>((resolve, reject) => {
        server.on('tlsClientError', reject);
        server.on('secureConnection', (socket) =>
          socket.once('message', (packet) => resolve({ version: socket.info?.version, chunk: packet[12] })),
        );
      });
      const page = join(folder, 'page.html');
      writeFileSync(page, pageWith(answer(udp.address().port)));
      const gone = chromium(page, folder, stopping.signal);
      // What a browser says first on a data channel that is secured: INIT. RFC 9260 §3.3.2
      expect(await Promise.race([said, gone])).toMatchObject({
        version: expect.stringMatching(/^DTLS 1\.[23]$/),
        chunk: 1,
      });
      stopping.abort();
      await gone;
    } finally {
      stopping.abort();
      server.close();
      // The browser's own children write for a moment after it is gone.
      await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    }
  },
);

/** What arrives is told apart by its first byte. RFC 7983 §7 */
function besideStun(udp: Socket): DatagramTransport {
  const transport: DatagramTransport = {
    onMessage: undefined,
    onError: undefined,
    send(datagram, to) {
      const [host, port] = to.split(' ');
      udp.send(datagram, Number(port), host);
    },
    close: () => udp.close(),
  };
  udp.on('message', (datagram, { address, port }) => {
    const [first = 0] = datagram;
    if (first < 4) udp.send(bindingSuccess(datagram, address, port), port, address);
    else if (first >= 20 && first < 64) transport.onMessage?.(datagram, udpAddress(address, port));
  });
  return transport;
}

/** The answer to a STUN binding request. RFC 8489 §6.3.1, §14.2, §14.5, §14.7 */
function bindingSuccess(request: Buffer, address: string, port: number): Buffer {
  const magic = request.subarray(4, 8);
  const mapped = Buffer.from([0, 0x20, 0, 8, 0, 1, port >> 8, port & 0xff, ...address.split('.').map(Number)]);
  for (let i = 0; i < 4; i++) mapped[8 + i] = (mapped[8 + i] as number) ^ (magic[i] as number);
  for (let i = 0; i < 2; i++) mapped[6 + i] = (mapped[6 + i] as number) ^ (magic[i] as number);
  const header = Buffer.concat([Buffer.from([1, 1, 0, 0]), request.subarray(4, 20)]);
  const attributes = Buffer.concat([header, mapped]);
  attributes.writeUInt16BE(mapped.length + 24, 2);
  const integrity = createHmac('sha1', password).update(attributes).digest();
  const signed = Buffer.concat([attributes, Buffer.from([0, 8, 0, 20]), integrity]);
  signed.writeUInt16BE(mapped.length + 32, 2);
  const fingerprint = Buffer.from([0x80, 0x28, 0, 4, 0, 0, 0, 0]);
  fingerprint.writeUInt32BE((crc32(signed) ^ 0x5354554e) >>> 0, 4);
  return Buffer.concat([signed, fingerprint]);
}

/** We are where we say, and wait for its ClientHello. RFC 8839, RFC 8842 §5.3 */
function answer(port: number): string {
  const [leaf] = serverCredential.chain;
  const hash = createHash('sha256')
    .update(leaf as Uint8Array)
    .digest('hex')
    .toUpperCase();
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0',
    `m=application ${port} UDP/DTLS/SCTP webrtc-datachannel`,
    'c=IN IP4 127.0.0.1',
    'a=mid:0',
    'a=ice-ufrag:hand',
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${hash.replace(/..(?=.)/g, '$&:')}`,
    'a=setup:passive',
    'a=sctp-port:5000',
    `a=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host`,
    'a=end-of-candidates',
    '',
  ].join('\r\n');
}

const pageWith = (sdp: string): string => `<script>
  (async () => {
    const connection = new RTCPeerConnection();
    connection.createDataChannel('here');
    await connection.setLocalDescription(await connection.createOffer());
    await connection.setRemoteDescription({ type: 'answer', sdp: ${JSON.stringify(sdp)} });
  })();
</script>`;

/** Shows a page until it is stopped; then it says what it printed. */
function chromium(page: string, folder: string, signal: AbortSignal): Promise<string> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--allow-loopback-in-peer-connection'];
  const own = [`--user-data-dir=${join(folder, 'profile')}`, '--remote-debugging-port=0', '--enable-logging=stderr'];
  return new Promise((resolve) => {
    execFile('chromium', [...flags, ...own, `file://${page}`], { timeout: 30_000, signal }, (_error, _out, err) =>
      resolve(err),
    );
  });
}
