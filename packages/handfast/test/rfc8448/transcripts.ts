/** The transcripts of RFC 8448, read where they lie, and a provider that draws from their random pools. */

import { createECDH, createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePem } from '../../src/asn1/pem.ts';
import { concat, fromHex } from '../../src/base/bytes.ts';
import type { CryptoProvider, KeyExchange, PrivateKey } from '../../src/crypto/provider.ts';
import { diffieHellman, type EphemeralKey } from '../../src/providers/key-exchange/diffie-hellman.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { agreeMontgomery } from '../../src/providers/node/key-exchange/montgomery.ts';
import { agreeNistCurve } from '../../src/providers/node/key-exchange/nist-curve.ts';
import type { GroupName } from '../../src/registry/groups.ts';
import { decode } from '../../src/wire/codec.ts';
import { handshakeHeader } from '../../src/wire/handshake.ts';
import { Certificate13 } from '../../src/wire/messages/certificate13.ts';
import { type Certificate, parseCertificate } from '../../src/x509/certificate.ts';

const folder = join(
  process.env.HANDFAST_VECTORS ?? join(import.meta.dirname, '../../../../../shared/vectors'),
  'rfc8448',
);

/** Whether the transcripts are there. */
export const present = existsSync(join(folder, 'transcripts.vec'));

/** The bytes of one transcript, by field; absent fields are empty. */
export function transcript(name: string): (field: string) => Uint8Array {
  const text = present ? readFileSync(join(folder, 'transcripts.vec'), 'utf8') : '';
  const section = text.split(/^\[/m).find((part) => part.startsWith(`${name}]`)) ?? '';
  const fields = new Map(section.split('\n').flatMap((line) => [line.split(' = ') as [string, string]]));
  return (field) => fromHex(fields.get(field) ?? '');
}

/** A certificate beside the transcripts. */
export function certificate(name: string): Certificate {
  const [object] = parsePem(readFileSync(join(folder, `${name}.pem`), 'utf8'));
  return parseCertificate(object?.bytes ?? new Uint8Array(0));
}

/** The first certificate in a Certificate message, header included. */
export function sentCertificate(message: Uint8Array): Certificate {
  const [entry] = decode(Certificate13, message.subarray(handshakeHeader)).certificateList;
  return parseCertificate(entry?.certData ?? new Uint8Array(0));
}

/** A key that knows one signature only: the recorded one, over the recorded content. Others are refused. */
export function recordedKey(
  { subjectPublicKeyInfo }: Certificate,
  content: Uint8Array,
  signature: Uint8Array,
): PrivateKey {
  return {
    info: subjectPublicKeyInfo.key,
    sign(_algorithm, data) {
      if (Buffer.compare(data, content) !== 0) throw new Error('this is not the content that was signed');
      return signature;
    },
  };
}

/** node:crypto, but random bytes and ephemeral keys are these, in this order. */
export function replaying(
  random: readonly Uint8Array[],
  privateKeys: Partial<Record<GroupName, Uint8Array>>,
): CryptoProvider {
  const values = [...random];
  return {
    ...nodeProvider,
    random(length) {
      if (length === 0) return new Uint8Array(0);
      const value = values.shift();
      if (value === undefined) throw new Error('more random bytes are drawn than the transcript has');
      return value;
    },
    keyExchange(group) {
      const key = privateKeys[group];
      return key === undefined ? nodeProvider.keyExchange(group) : fixedExchange(group, key);
    },
  };
}

function fixedExchange(group: GroupName, key: Uint8Array): KeyExchange {
  return diffieHellman(() => (group === 'x25519' ? fixedX25519(key) : fixedP256(key)));
}

function fixedX25519(key: Uint8Array): EphemeralKey {
  const pkcs8 = concat(fromHex('302e020100300506032b656e04220420'), key);
  const own = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(own).export({ format: 'jwk' });
  return {
    share: Uint8Array.from(Buffer.from(x, 'base64url')),
    agree: (peer) => agreeMontgomery('x25519', own, peer),
  };
}

function fixedP256(key: Uint8Array): EphemeralKey {
  const own = createECDH('prime256v1');
  own.setPrivateKey(key);
  const share = Uint8Array.from(own.getPublicKey());
  return { share, agree: (peer) => agreeNistCurve(own, share.length, peer) };
}
