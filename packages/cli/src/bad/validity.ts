/** Bad certificates whose time is not now, or whose use is another. */

import { nodeProvider } from 'handfast/providers/node';
import { createCrl } from 'handfast/x509';
import { day } from '../pki/clock.ts';
import { type BadKind, chainOf } from './kind.ts';
import { authority, leaf } from './lab.ts';

export const badValidity: readonly BadKind[] = [
  {
    name: 'expired',
    wrong: 'the certificate has expired',
    danger: 'its key may be lost, and nobody revokes what has expired',
    rule: 'RFC 5280 §6.1.3 (a)(2)',
    code: 'certificate_expired',
    make: async (lab) => {
      const validity = { notBefore: lab.now - 90 * day, notAfter: lab.now - day };
      return chainOf(await leaf(lab, lab.root, { validity }));
    },
  },
  {
    name: 'not-yet-valid',
    wrong: 'the certificate is not valid yet',
    danger: 'a clock that is set back makes old certificates good again',
    rule: 'RFC 5280 §6.1.3 (a)(2)',
    code: 'certificate_expired',
    make: async (lab) => {
      const validity = { notBefore: lab.now + 30 * day, notAfter: lab.now + 90 * day };
      return chainOf(await leaf(lab, lab.root, { validity }));
    },
  },
  {
    name: 'expired-intermediate',
    wrong: 'the CA above the certificate has expired',
    danger: 'a CA that is out of service could come back',
    rule: 'RFC 5280 §6.1.3 (a)(2)',
    code: 'certificate_expired',
    make: async (lab) => {
      const validity = { notBefore: lab.now - 900 * day, notAfter: lab.now - day };
      const middle = await authority(lab, 'Expired', lab.root, { validity });
      return chainOf(await leaf(lab, middle), middle);
    },
  },
  {
    name: 'wrong-eku',
    wrong: 'the certificate is for the other end of a connection',
    danger: 'the certificate of a user could play a server, or the other way round',
    rule: 'RFC 5280 §4.2.1.12',
    code: 'wrong_usage',
    make: async (lab) => {
      return chainOf(await leaf(lab, lab.root, { usages: [lab.usage === 'server' ? 'clientAuth' : 'serverAuth'] }));
    },
  },
  {
    name: 'revoked',
    wrong: 'the certificate has been revoked, as a CRL says',
    danger: 'whoever stole the key could go on using it',
    rule: 'RFC 5280 §6.1.3 (a)(3)',
    code: 'certificate_revoked',
    make: async (lab) => {
      const made = await leaf(lab, lab.root);
      const crl = await createCrl({
        provider: nodeProvider,
        issuer: lab.root.name,
        signer: { key: lab.root.key.key },
        thisUpdate: lab.now,
        nextUpdate: lab.now + 30 * day,
        cRLNumber: Uint8Array.of(1),
        revoked: [{ serialNumber: made.certificate.serialNumber, revocationDate: lab.now, reason: 'keyCompromise' }],
      });
      return { ...chainOf(made), crls: [crl] };
    },
  },
];
