/** Bad certificates that rest on weak algorithms, wrong signatures or bytes that are no certificate. */

import { type Extension, encodePem } from 'handfast/x509';
import { generate } from '../pki/keys.ts';
import { type BadChain, type BadKind, chainOf } from './kind.ts';
import { authority, leaf } from './lab.ts';

export const badStrength: readonly BadKind[] = [
  {
    name: 'sha1',
    wrong: 'the signature is over a SHA-1 digest',
    danger: 'two certificates with the same digest can be made for the price of a car',
    rule: 'RFC 8446 §4.4.2.4',
    code: 'weak_certificate',
    make: async (lab) => {
      return chainOf(await leaf(lab, lab.root, { signatureAlgorithm: { kind: 'ecdsa', hash: 'sha1' } }));
    },
  },
  {
    name: 'md5',
    wrong: 'the signature is over an MD5 digest',
    danger: 'two certificates with the same digest can be made on a laptop',
    rule: 'RFC 8446 §4.4.2.4',
    code: 'weak_certificate',
    make: async (lab) => {
      const key = await generate({ kind: 'rsa', bits: 2048 });
      const middle = await authority(lab, 'Signs with MD5', lab.root, { key });
      const signatureAlgorithm = { kind: 'rsa-pkcs1', hash: 'md5' } as const;
      return chainOf(await leaf(lab, middle, { signatureAlgorithm }), middle);
    },
  },
  {
    name: 'weak-key',
    wrong: 'the key is RSA with 1024 bits',
    danger: 'states, and soon others, can find the private key',
    rule: 'CA/Browser Forum BR §6.1.5',
    code: 'weak_certificate',
    make: async (lab) => chainOf(await leaf(lab, lab.root, { key: await generate({ kind: 'rsa', bits: 1024 }) })),
  },
  {
    name: 'bad-signature',
    wrong: 'one bit of what is signed was changed',
    danger: 'a certificate could say anything',
    rule: 'RFC 5280 §6.1.3 (a)(1)',
    code: 'bad_certificate_signature',
    make: async (lab) => {
      const made = await leaf(lab, lab.root);
      // The last bit of the serial number, which changes nothing else.
      const der = made.certificate.der.slice();
      const serial = Buffer.from(der).indexOf(made.certificate.serialNumber);
      const last = serial + made.certificate.serialNumber.length - 1;
      der[last] = (der[last] as number) ^ 1;
      return { ...chainOf(made), leafDer: der };
    },
  },
  {
    name: 'unknown-critical',
    wrong: 'a critical extension is one that nobody knows',
    danger: 'it may forbid the very use that is made of the certificate',
    rule: 'RFC 5280 §6.1.5 (f)',
    code: 'certificate_rejected',
    make: async (lab) => chainOf(await leaf(lab, lab.root, { extensions: (usual) => [...usual, unknownCritical] })),
  },
  {
    name: 'bad-der',
    wrong: 'a length is written with more bytes than it needs',
    danger: 'two programs may see two different certificates in the same bytes',
    rule: 'X.690 §10.1',
    code: 'malformed_certificate',
    make: async (lab) => {
      const made = await leaf(lab, lab.root);
      return { ...chainOf(made), leafDer: withLongLength(made.certificate.der) };
    },
  },
];

/** The chain as PEM, the damaged leaf in its place. */
export const badChainPem = ({ chain, leafDer }: BadChain): string =>
  chain
    .map(({ certificate }, place) => (place === 0 ? (leafDer ?? certificate.der) : certificate.der))
    .map((der) => encodePem('CERTIFICATE', der))
    .join('');

/** An identifier below the arc for examples (RFC 5612). */
const unknownCritical: Extension = {
  name: 'unknown',
  extnID: '1.3.6.1.4.1.32473.1',
  critical: true,
  value: Uint8Array.of(5, 0),
  extnValue: Uint8Array.of(5, 0),
};

/** A certificate is longer than 255 bytes, so that its length takes two: now it takes three. */
const withLongLength = (der: Uint8Array): Uint8Array =>
  Uint8Array.of(der[0] as number, 0x83, 0, ...der.subarray(2, 4), ...der.subarray(4));
