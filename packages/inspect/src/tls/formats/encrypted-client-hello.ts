/** encrypted_client_hello in each message, as far as it can be read without the server's key. RFC 9849 §4, §5 */

import { type AnyCodec, fixed, named, opaque, prefixed, struct, uint8, uint16, vector } from 'handfast/wire';

const kdf = named(uint16, 'HpkeKdfId', (id) => ({ 1: 'HKDF-SHA256', 2: 'HKDF-SHA384', 3: 'HKDF-SHA512' })[id]);
const aead = named(uint16, 'HpkeAeadId', (id) => ({ 1: 'AES-128-GCM', 2: 'AES-256-GCM', 3: 'ChaCha20Poly1305' })[id]);
const kem = named(uint16, 'HpkeKemId', (id) => kemNames[id]);
/** RFC 9180 §7.1 */
const kemNames: Readonly<Record<number, string>> = {
  16: 'DHKEM(P-256, HKDF-SHA256)',
  17: 'DHKEM(P-384, HKDF-SHA384)',
  18: 'DHKEM(P-521, HKDF-SHA512)',
  32: 'DHKEM(X25519, HKDF-SHA256)',
  33: 'DHKEM(X448, HKDF-SHA512)',
};
const suite = struct('HpkeSymmetricCipherSuite', { kdf, aead });
const helloType = named(uint8, 'ECHClientHelloType', (value) => ['Outer Client Hello', 'Inner Client Hello'][value]);

/** The outer hello carries the inner one; the inner one says only that it is the inner. */
export const EchClientHello: AnyCodec = {
  name: 'ECHClientHello',
  read(input) {
    const type = input.field('type', helloType);
    if (type !== 0) return type;
    input.field('cipherSuite', suite);
    input.field('configId', uint8);
    input.field('enc', opaque(2));
    input.field('payload', opaque(2));
    return type;
  },
  write: () => undefined,
};

/** Whether the server took the inner hello: eight bytes that look random to others. */
export const EchConfirmation = struct('ECHHelloRetryRequest', { confirmation: fixed(8) });

const contents = struct('ECHConfigContents', {
  configId: uint8,
  kem,
  publicKey: opaque(2),
  cipherSuites: vector(2, suite),
  maximumNameLength: uint8,
  publicName: opaque(1),
  extensions: vector(2, struct('ECHConfigExtension', { type: uint16, data: opaque(2) })),
});

const known = prefixed(2, {}, 'ECHConfigContents', contents);

/** Another version than the one of the RFC is opaque. */
const config: AnyCodec = {
  name: 'ECHConfig',
  read(input) {
    const version = input.field('version', uint16);
    return version === 0xfe0d ? input.field('contents', known) : input.field('contents', opaque(2));
  },
  write: () => undefined,
};

/** What the client should have used instead. */
export const EchConfigList = struct('ECHConfigList', { configs: vector(2, config) });
