/** How encrypted_client_hello is printed, in each message that has it. RFC 9849 §4, §5 */

import { bytes, counted, fields, flat, list, many, type Printer, text, under, value, withMeaning } from './printers.ts';

/** `Cipher Suite: HKDF-SHA256/AES-128-GCM` */
const hpkeSuite: Printer = (span, place) => {
  const [kdf, aead] = span.children;
  const label = `Cipher Suite: ${kdf?.meaning ?? 'Unknown'}/${aead?.meaning ?? 'Unknown'}`;
  return under(label, fields({ kdf: withMeaning('KDF Id', {}), aead: withMeaning('AEAD Id', {}) }))(span, place);
};

/** In ClientHello. */
export const echHello = fields({
  type: withMeaning('Client Hello type', {}),
  cipherSuite: hpkeSuite,
  configId: value('Config Id'),
  enc: counted('Enc', 'Enc length'),
  payload: counted('Payload', 'Payload length'),
});

/** In HelloRetryRequest. */
export const echConfirmation = fields({ confirmation: bytes('Accept Confirmation') });

/** With the length in front; what another version than the RFC's holds is opaque. */
const echContents = fields({
  length: value('Length'),
  value: bytes('Contents'),
  configId: value('Config Id'),
  kem: withMeaning('KEM Id', {}),
  publicKey: counted('Public Key', 'Public Key length'),
  cipherSuites: list('Cipher Suites length', many('Cipher Suites', 'suite'), hpkeSuite),
  maximumNameLength: value('Maximum Name Length'),
  publicName: text('Public Name', 'Public Name length'),
  extensions: flat('Extensions length', under('Extension', fields({ type: value('Type'), data: counted('Data') }))),
});

const echVersion = value('Version', (version) => `0x${version.toString(16).padStart(4, '0')}`);

/** In EncryptedExtensions: what the client should have used. */
export const echConfigs = fields({
  configs: list(
    'ECHConfigList length',
    many('ECHConfigs', 'config'),
    under('ECHConfig', fields({ version: echVersion, contents: echContents })),
  ),
});
