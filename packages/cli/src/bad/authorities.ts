/** Bad certificates whose issuers may not issue them. */

import { type Extension, extensionOf, type NameConstraints } from 'handfast/x509';
import { type BadKind, chainOf } from './kind.ts';
import { authority, leaf, root } from './lab.ts';

export const badAuthorities: readonly BadKind[] = [
  {
    name: 'ca-false',
    wrong: 'the issuer is no CA: its basicConstraints say CA=FALSE',
    danger: 'the owner of any certificate could issue one for any host',
    rule: 'RFC 5280 §6.1.4 (k), CVE-2002-0862',
    code: 'certificate_rejected',
    make: async (lab) => {
      const owner = await leaf({ ...lab, host: 'attacker.example' }, lab.root);
      return chainOf(await leaf(lab, owner), owner);
    },
  },
  {
    name: 'no-key-cert-sign',
    wrong: 'the issuer is a CA whose key may not sign certificates',
    danger: 'a key that was given to sign CRLs could issue certificates',
    rule: 'RFC 5280 §6.1.4 (n)',
    code: 'certificate_rejected',
    make: async (lab) => {
      const middle = await authority(lab, 'Signs CRLs Alone', lab.root, {
        extensions: replacing(extensionOf('keyUsage', ['cRLSign'], true)),
      });
      return chainOf(await leaf(lab, middle), middle);
    },
  },
  {
    name: 'path-length',
    wrong: 'a CA that may have no other CA below it has one',
    danger: 'a CA could hand its power on to others',
    rule: 'RFC 5280 §6.1.4 (m)',
    code: 'certificate_rejected',
    make: async (lab) => {
      const upper = await authority(lab, 'May Have None Below', lab.root, { pathLenConstraint: 0 });
      const lower = await authority(lab, 'Is Below', upper);
      return chainOf(await leaf(lab, lower), lower, upper);
    },
  },
  {
    name: 'name-constraints',
    wrong: 'a CA that may certify one domain has certified another',
    danger: 'the CA of one company could issue certificates for all others',
    rule: 'RFC 5280 §6.1.3 (b)',
    code: 'certificate_rejected',
    make: async (lab) => {
      const limits: NameConstraints = {
        permittedSubtrees: [{ base: { kind: 'dNSName', value: 'allowed.example' }, minimum: 0 }],
        // A limit for one form of names says nothing about the others.
        excludedSubtrees: [{ base: { kind: 'iPAddress', value: new Uint8Array(8) }, minimum: 0 }],
      };
      const middle = await authority(lab, 'For One Domain', lab.root, {
        extensions: (usual) => [...usual, extensionOf('nameConstraints', limits, true)],
      });
      return chainOf(await leaf(lab, middle), middle);
    },
  },
  {
    name: 'self-signed',
    wrong: 'the certificate is its own issuer',
    danger: 'everybody can make one',
    rule: 'RFC 5280 §6.1',
    code: 'unknown_issuer',
    make: async (lab) => {
      const other = await leaf(lab, lab.root);
      return chainOf(await leaf(lab, { name: other.name, key: other.key }, { key: other.key }));
    },
  },
  {
    name: 'untrusted-root',
    wrong: 'the root is one that nobody trusts',
    danger: 'everybody can make a root',
    rule: 'RFC 5280 §6.1.1 (d)',
    code: 'unknown_issuer',
    make: async (lab) => {
      const stranger = await root(lab.now, 'Unknown Root');
      return chainOf(await leaf(lab, stranger), stranger);
    },
  },
  {
    name: 'missing-intermediate',
    wrong: 'the CA between the certificate and the root is left out',
    danger: 'none, but it works in some clients and not in others',
    rule: 'RFC 8446 §4.4.2',
    code: 'unknown_issuer',
    make: async (lab) => chainOf(await leaf(lab, await authority(lab, 'Left Out', lab.root))),
  },
];

/** Puts an extension in the place of the usual one. */
export const replacing =
  (extension: Extension) =>
  (usual: readonly Extension[]): readonly Extension[] =>
    usual.map((other) => (other.name === extension.name ? extension : other));
