/** PEM, files under a password, names and addresses. */

import { encodePem, parsePem } from '../../../handfast/src/asn1/pem.ts';
import { equalBytes, latin1 } from '../../../handfast/src/base/bytes.ts';
import { MisuseError } from '../../../handfast/src/base/errors.ts';
import type { CryptoProvider } from '../../../handfast/src/crypto/provider.ts';
import { matchesHostName, parseHostName } from '../../../handfast/src/x509/host-name.ts';
import { formatIpAddress, parseIpAddress } from '../../../handfast/src/x509/ip-address.ts';
import { decryptPrivateKey, pkcs8FromPemWithPassword } from '../../../handfast/src/x509/password/encrypted-key.ts';
import { readPkcs12 } from '../../../handfast/src/x509/password/pkcs12-read.ts';
import { pkcs8FromDer } from '../../../handfast/src/x509/private-key.ts';
import type { Target } from '../target.ts';
import { attempt, checkCodec, claim } from './claims.ts';
import { frames } from './der.ts';
import { mutateDer } from './der-mutation.ts';
import * as objects from './objects.ts';
import { toyProvider } from './toy-provider.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

export const pemTarget: Target = {
  reaches: ['asn1/pem.ts'],
  pace: 5,
  corpus: ['read_pem'],
  seeds: () => [
    bytesOf(encodePem('CERTIFICATE', objects.leaf.der)),
    bytesOf(encodePem('ENCRYPTED PRIVATE KEY', objects.encryptedKeys[0] as Uint8Array)),
    bytesOf('-----BEGIN A B-----\r\nProc-Type: 4,ENCRYPTED\r\n\r\nAAAA\r\n-----END A B-----\r\n'),
  ],
  run(input) {
    const text = latin1(input);
    const read = attempt(() => parsePem(text));
    for (const { label, bytes } of 'value' in read ? read.value : []) {
      const [again] = parsePem(encodePem(label, bytes));
      claim(again !== undefined && again.label === label && equalBytes(again.bytes, bytes), `${label} does not return`);
    }
    unlessMisuse(() => pkcs8FromPemWithPassword(impatient(), text, objects.password));
  },
};

export const passwordTarget: Target = {
  reaches: ['x509/password/'],
  pace: 2,
  seeds: () => [...objects.encryptedKeys, ...objects.stores, ...objects.privateKeys],
  mutate: mutateDer,
  run(input) {
    for (const frame of frames) checkCodec(frame, input);
    unlessMisuse(() => decryptPrivateKey(impatient(), input, objects.password));
    unlessMisuse(() => readPkcs12(impatient(), input, objects.password));
    unlessMisuse(() => pkcs8FromDer(input));
  },
};

export const nameTarget: Target = {
  reaches: ['x509/host-name.ts', 'x509/ip-address.ts'],
  weight: 0.3,
  pace: 20,
  seeds: () => ['www.example.test *.example.test', '192.0.2.1 x', '2001:db8::1 ::', '::ffff:192.0.2.1 a'].map(bytesOf),
  longest: 300,
  run(input) {
    const [first = '', second = ''] = latin1(input).split(' ');
    const address = parseIpAddress(first);
    if (address !== undefined) {
      const again = parseIpAddress(formatIpAddress(address));
      claim(again !== undefined && equalBytes(address, again), `${first} is written as another address`);
    }
    const host = parseHostName(first);
    if (host === undefined) return;
    claim(address === undefined, `${first} is a name and an address`);
    matchesHostName(second, host);
    // Hosts may have underscores, certificates may not.
    if (!host.includes('_')) claim(matchesHostName(host, host), `${first} does not match itself`);
  },
};

class Impatience extends Error {}

/** Files say how often a password is to be hashed: here nobody waits for that. */
function impatient(): CryptoProvider {
  const provider: CryptoProvider = toyProvider;
  let left = 5000;
  const spend = (): void => {
    if (--left < 0) throw new Impatience();
  };
  return {
    ...provider,
    hash(name) {
      spend();
      return provider.hash(name);
    },
    hmac(name, key) {
      const mac = provider.hmac(name, key);
      return {
        compute(...parts) {
          spend();
          return mac.compute(...parts);
        },
      };
    },
  };
}

/** Algorithms that are not ours are the caller's affair: there is no peer here. */
function unlessMisuse(action: () => unknown): void {
  try {
    attempt(action);
  } catch (error) {
    if (!(error instanceof MisuseError || error instanceof Impatience)) throw error;
  }
}
