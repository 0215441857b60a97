/** Chains whose names, constraints, times, usages, keys and signatures are right more often than not. */

import {
  distinguishedName,
  type Extension,
  extensionOf,
  type GeneralName,
  type Name,
  oid,
  type Validity,
} from 'handfast/x509';
import type { ChainCase } from './chain-case.ts';
import { constraintsOf, oddNames, usualNames } from './chain-names.ts';
import { commonName, day, type KeyNumber, type KeyRing, month, now, oddKeys } from './key-ring.ts';
import type { Random } from './random.ts';

/** `strict`: judged by RFC 5280 whole, and so with certificates that look as it asks unless something is wrong. */
export function chainCase(random: Random, keys: KeyRing, number: number, strict: boolean): ChainCase {
  const name = random.percent(2) ? '_x.example.com' : random.pick(asked);
  const chooser = new Chooser(random, keys, strict, name);
  const names = ['Root', 'A', 'B', 'C', 'D'].slice(0, 1 + random.below(4));
  const last = names.length - 1;
  const root = chooser.authority('Root', 'Root', 0, 0);
  const intermediates = names.slice(1).flatMap((subject, i) => chooser.level(subject, names, i + 1));
  if (random.percent(10)) intermediates.push(chooser.authority(names[last] as string, names[last] as string, 6, last));
  const leaf = chooser.leaf(names[last] as string, random.percent(10) ? 6 : last);
  return {
    id: `${strict ? 'strict' : 'chains'} ${number}`,
    leaf,
    intermediates: random.shuffled(intermediates),
    root,
    time: now,
    name: { dns: name },
    usage: random.percent(80) ? 'server' : random.pick(['client', 'any'] as const),
    profile: strict ? 'rfc5280' : 'path',
  };
}

const asked = [
  'example.com',
  'www.example.com',
  'a.b.example.com',
  'example.org',
  'x.example.com',
  'WWW.example.com',
  'example.com.',
  'xn--bcher-kva.example',
];

const { serverAuth, clientAuth, anyExtendedKeyUsage: any, codeSigning } = oid;

class Chooser {
  readonly #random: Random;
  readonly #keys: KeyRing;
  readonly #strict: boolean;
  readonly #name: string;

  /** `name` is what the leaf will be asked for. */
  constructor(random: Random, keys: KeyRing, strict: boolean, name: string) {
    this.#random = random;
    this.#keys = keys;
    this.#strict = strict;
    this.#name = name;
  }

  /** The CA at this depth, and sometimes one more of its name, cross-signed by any other. */
  level(subject: string, names: readonly string[], depth: number): Uint8Array[] {
    const random = this.#random;
    const direct = this.authority(subject, names[depth - 1] as string, depth, depth - 1);
    if (!random.percent(30)) return [direct];
    return [direct, this.authority(subject, random.pick(names), depth, random.below(4))];
  }

  authority(subject: string, issuer: string, key: KeyNumber, signer: KeyNumber): Uint8Array {
    const random = this.#random;
    const isRoot = subject === 'Root';
    const extensions: Extension[] = [];
    if (!random.percent(1.5)) {
      const cA = !random.percent(2);
      const pathLenConstraint = cA && random.percent(25) ? random.below(3) : undefined;
      extensions.push(extensionOf('basicConstraints', { cA, pathLenConstraint }, !random.percent(2)));
    }
    if (!random.percent(5))
      extensions.push(extensionOf('keyUsage', random.percent(2) ? ['cRLSign'] : ['keyCertSign', 'cRLSign'], true));
    if (!isRoot && random.percent(10))
      extensions.push(
        extensionOf('extKeyUsage', random.pick([[serverAuth], [clientAuth], [any], [serverAuth, clientAuth]])),
      );
    if (random.percent(12)) extensions.push(extensionOf('nameConstraints', constraintsOf(random), !random.percent(4)));
    if (random.percent(10)) extensions.push(extensionOf('subjectAltName', this.#alternativeNames()));
    return this.#certificate(commonName(subject), issuer, key, signer, isRoot, extensions);
  }

  leaf(issuer: string, signer: KeyNumber): Uint8Array {
    const random = this.#random;
    const extensions: Extension[] = [];
    if (random.percent(50)) extensions.push(extensionOf('basicConstraints', { cA: random.percent(4) }, true));
    const hasNames = !random.percent(3);
    const subject = this.#leafSubject();
    const critical = subject.rdnSequence.length === 0 ? !random.percent(20) : random.percent(2);
    const own: readonly GeneralName[] = random.percent(75)
      ? [{ kind: 'dNSName', value: this.#name.replace(/\.$/, '') }]
      : [];
    if (hasNames) extensions.push(extensionOf('subjectAltName', [...own, ...this.#alternativeNames()], critical));
    if (random.percent(90)) {
      const purposes = random.percent(80)
        ? [serverAuth]
        : random.pick([[clientAuth], [any], [codeSigning, clientAuth]]);
      extensions.push(extensionOf('extKeyUsage', purposes, random.percent(5)));
    }
    if (random.percent(60))
      extensions.push(
        extensionOf('keyUsage', random.percent(3) ? ['digitalSignature', 'keyCertSign'] : ['digitalSignature'], true),
      );
    const key = random.percent(6) ? random.pick(Object.values(oddKeys)) : 5;
    return this.#certificate(subject, issuer, key, signer, false, extensions);
  }

  #certificate(
    subject: Name,
    issuer: string,
    key: KeyNumber,
    signer: KeyNumber,
    isRoot: boolean,
    extensions: Extension[],
  ): Uint8Array {
    const random = this.#random;
    const [own, authority] = this.#keys.identifiers(key, random.percent(3) ? 9 : signer);
    const missing = this.#strict ? 2 : 20;
    if (!random.percent(missing)) extensions.push(own);
    if (!random.percent(missing)) extensions.push(authority);
    if (random.percent(2)) extensions.push(unknownExtension(random.percent(50)));
    const serialNumber = random.percent(2) ? random.pick(oddSerials) : undefined;
    return this.#keys.certificate({
      subject,
      issuer: commonName(issuer),
      key,
      signer: random.percent(2) && !isRoot ? (signer + 1) % 10 : signer,
      validity: isRoot || !random.percent(4) ? month : random.pick(oddValidities),
      extensions: [...random.shuffled(extensions)],
      damaged: !isRoot && random.percent(1),
      hash: random.percent(1.5) ? 'sha1' : 'sha256',
      ...(serialNumber !== undefined && { serialNumber }),
    });
  }

  #alternativeNames(): readonly GeneralName[] {
    const random = this.#random;
    return [...random.some(usualNames, 1, 2), ...(random.percent(6) ? [random.pick(oddNames)] : [])];
  }

  #leafSubject(): Name {
    const random = this.#random;
    if (random.percent(6)) return distinguishedName({});
    if (random.percent(4)) return distinguishedName({ commonName: 'leaf', emailAddress: random.pick(mailboxes) });
    return commonName(random.percent(10) ? random.pick(['example.com', '*.example.com', 'example.org']) : 'leaf');
  }
}

const mailboxes = ['a@example.com', 'b@example.org'];
const oddSerials = [Uint8Array.of(0), new Uint8Array(20).fill(0x7f), new Uint8Array(21).fill(0x7f)];
const oddValidities: readonly Validity[] = [
  { notBefore: now - 20 * day, notAfter: now - 10 * day },
  { notBefore: now + 10 * day, notAfter: now + 20 * day },
  { notBefore: now, notAfter: now + day },
  { notBefore: now - day, notAfter: now },
  { notBefore: now - day, notAfter: now - 1000 },
  { notBefore: now + 1000, notAfter: now + day },
  { notBefore: now + day, notAfter: now - day },
];

function unknownExtension(critical: boolean): Extension {
  const nothing = Uint8Array.of(5, 0);
  return { name: 'unknown', extnID: '1.2.3.4.5', critical, value: nothing, extnValue: nothing };
}
