/** `node packages/interop/dist/datagram/main.js`: DTLS with every peer that is here; exit code 1 if anything failed. */

import { makeCertificates } from '../certificates.ts';
import { type Failure, withTheirClient, withTheirServer } from './conversations.ts';
import { datagramPeers } from './peers.ts';

const certificates = await makeCertificates();
const identity = certificates.server['ecdsa-secp256r1'];
let failures = 0;

const tell = (what: string, failure: Failure): void => {
  if (failure !== undefined) failures++;
  process.stdout.write(
    `${failure === undefined ? 'ok  ' : 'FAIL'}  ${what}${failure === undefined ? '' : `\n${failure}`}\n`,
  );
};

for (const peer of datagramPeers) {
  const missing = await peer.prepare();
  if (missing !== undefined) {
    process.stdout.write(`skip  ${peer.name}: ${missing.missing}\n`);
    continue;
  }
  for (const version of peer.versions) {
    tell(`${version}: our client, ${peer.name} server`, await withTheirServer(peer, version, identity));
    tell(`${version}: ${peer.name} client, our server`, await withTheirClient(peer, version, identity));
  }
}
process.exitCode = failures > 0 ? 1 : 0;
