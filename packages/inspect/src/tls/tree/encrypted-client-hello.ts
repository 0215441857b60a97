/** How encrypted_client_hello is printed, in each message that has it. RFC 9849 §4, §5 */

import { bytes, counted, fields, flat, list, many, type Printer, text, under, value, withMeaning } from './printers.ts';

/** `Cipher Suite: HKDF-SHA256/AES-128-GCM` */
const hpkeSuite: Printer = (span, place) => {
  const [kdf, aead] = span.children;
  const label = `Cipher Suite: ${kdf?.meaning ?? 'Unknown'}/${aead?.meaning ?? 'Unknown'}`;
  return under(label, fields({ kdfId: withMeaning('KDF Id', {}), aeadId: withMeaning('AEAD Id', {}) }))(span, place);
};

/** In ClientHello. */
export const echHello = fields({
  type: withMeaning('Client Hello type', { 0: 'Outer Client Hello', 1: 'Inner Client Hello' }),
  cipherSuite: hpkeSuite,
  configId: value('Config Id'),
  encapsulatedKey: counted('Enc', 'Enc length'),
  payload: counted('Payload', 'Payload length'),
});

/** In HelloRetryRequest. */
export const echConfirmation = bytes('Accept Confirmation');

/** With the length in front; what another version than the RFC's holds is opaque. */
const echContents = fields({
  length: value('Length'),
  value: bytes('Contents'),
  keyConfig: fields({
    configId: value('Config Id'),
    kemId: withMeaning('KEM Id', {}),
    publicKey: counted('Public Key', 'Public Key length'),
    cipherSuites: list('Cipher Suites length', many('Cipher Suites', 'suite'), hpkeSuite),
  }),
  maximumNameLength: value('Maximum Name Length'),
  publicName: text('Public Name', 'Public Name length'),
  extensions: flat('Extensions length', under('Extension', fields({ type: value('Type'), data: counted('Data') }))),
});

const echVersion = value('Version', (version) => `0x${version.toString(16).padStart(4, '0')}`);

/** In EncryptedExtensions: what the client should have used. */
export const echConfigs = list(
  'ECHConfigList length',
  many('ECHConfigs', 'config'),
  under('ECHConfig', fields({ version: echVersion, contents: echContents })),
);
