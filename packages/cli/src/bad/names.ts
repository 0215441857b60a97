/** Bad certificates whose names are wrong. */

import type { GeneralName } from 'handfast/x509';
import { type BadKind, chainOf } from './kind.ts';
import { leaf, nameFor } from './lab.ts';

export const badNames: readonly BadKind[] = [
  {
    name: 'null-prefix',
    wrong: 'a NUL hides the domain for which the certificate was really issued',
    danger: 'software that stops at the NUL believes that the attacker is the host',
    rule: 'RFC 5280 §4.2.1.6, CVE-2009-2408',
    code: 'name_mismatch',
    make: async (lab) => chainOf(await leaf(lab, lab.root, { names: [dns(`${lab.host}\0.attacker.example`)] })),
  },
  {
    name: 'null-prefix-common-name',
    wrong: 'a NUL in the common name hides the domain of the attacker',
    danger: 'software that reads the common name up to the NUL believes that the attacker is the host',
    rule: 'CVE-2009-2408',
    code: 'name_mismatch',
    make: async (lab) => {
      const subject = nameFor(`${lab.host}\0.attacker.example`);
      return chainOf(await leaf(lab, lab.root, { subject, names: [dns('attacker.example')] }));
    },
  },
  {
    name: 'wrong-host',
    wrong: 'the certificate is for another host',
    danger: 'whoever has any certificate could play any host',
    rule: 'RFC 9525 §6',
    code: 'name_mismatch',
    make: async (lab) => chainOf(await leaf(lab, lab.root, { names: [dns('other.example')] })),
  },
  {
    name: 'no-names',
    wrong: 'the host stands in the common name alone',
    danger: 'common names follow no syntax and escape name constraints',
    rule: 'RFC 9525 §6',
    code: 'name_mismatch',
    make: async (lab) => chainOf(await leaf(lab, lab.root, { names: [] })),
  },
  {
    name: 'partial-wildcard',
    wrong: 'a wildcard stands for a part of a label',
    danger: 'a certificate covers hosts that nobody thought of',
    rule: 'RFC 9525 §6.3',
    code: 'name_mismatch',
    make: async (lab) => chainOf(await leaf(lab, lab.root, { names: [dns(lab.host.replace(/^(.)[^.]*/, '$1*'))] })),
  },
];

const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });
