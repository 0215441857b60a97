/** The keys of QUIC's Initial packets, which anybody can make who sees the first one. RFC 9001 §5.2, RFC 9369 §3.3 */

import type { CryptoProvider } from 'handfast/crypto';
import { xorNonce } from 'handfast/record';
import { hkdf, Secret } from 'handfast/schedule';
import type { Direction } from '../../model.ts';
import { fromHex, uintAt } from '../bytes.ts';
import { openQuietly } from '../datagram/reading13.ts';

interface QuicVersion {
  readonly name: string;
  readonly salt: Uint8Array;
  /** What labels begin with. */
  readonly prefix: string;
  /** The two bits of the first byte that mean Initial. */
  readonly initial: number;
}

const none = new Uint8Array(0);
const versions: ReadonlyMap<number, QuicVersion> = new Map([
  [1, { name: '1', salt: fromHex('38762cf7f55934b34d179ae6a4c80cadccbb7f0a') ?? none, prefix: 'quic', initial: 0 }],
  [
    0x6b3343cf,
    { name: '2', salt: fromHex('0dede3def700a6db819381be6e269dcbf9bd2ed9') ?? none, prefix: 'quicv2', initial: 1 },
  ],
]);

export const quicVersion = (wire: number): QuicVersion | undefined => versions.get(wire);

/** What protects the Initial packets of one direction. */
export interface InitialKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly headerProtection: Uint8Array;
}

/** From the connection identifier that the client chose for the server. */
export function initialKeys(
  crypto: CryptoProvider,
  { salt, prefix }: QuicVersion,
  destination: Uint8Array,
  direction: Direction,
): InitialKeys {
  const kdf = hkdf(crypto, 'sha256');
  const label = direction === 0 ? 'client in' : 'server in';
  const secret = new Secret(kdf.expandLabel(kdf.extract(salt, destination), label, none, 32));
  const derive = (name: string, length: number): Uint8Array =>
    kdf.expandLabel(secret, `${prefix} ${name}`, none, length);
  return { key: derive('key', 16), iv: derive('iv', 12), headerProtection: derive('hp', 16) };
}

export interface OpenedPacket {
  readonly packetNumber: number;
  /** Length of the packet number in bytes. */
  readonly numberLength: number;
  readonly frames: Uint8Array;
}

/** Takes off header protection and opens the packet, whose number begins at `numberAt`. RFC 9001 §5.3, §5.4 */
export function openInitial(
  crypto: CryptoProvider,
  { key, iv, headerProtection }: InitialKeys,
  packet: Uint8Array,
  numberAt: number,
): OpenedPacket | undefined {
  const sample = packet.subarray(numberAt + 4, numberAt + 20);
  const mask = sample.length < 16 ? undefined : crypto.sequenceMask?.('aes-128-gcm', headerProtection)?.(sample);
  const aead = crypto.aead('aes-128-gcm', key);
  if (mask === undefined || aead === undefined) return undefined;
  const first = (packet[0] as number) ^ ((mask[0] as number) & 0x0f);
  const numberLength = (first & 3) + 1;
  const header = packet.slice(0, numberAt + numberLength);
  header[0] = first;
  for (let i = 0; i < numberLength; i++) {
    header[numberAt + i] = (header[numberAt + i] as number) ^ (mask[1 + i] as number);
  }
  const packetNumber = uintAt(header, numberAt, numberLength);
  const sealed = packet.subarray(numberAt + numberLength);
  const frames = openQuietly(() => aead.open(xorNonce(iv, packetNumber), header, sealed));
  return frames && { packetNumber, numberLength, frames };
}
