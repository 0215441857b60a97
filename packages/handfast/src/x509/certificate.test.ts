import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { DerType } from '../asn1/element.ts';
import { parsePemOf } from '../asn1/pem.ts';
import { fromHex, toHex } from '../base/bytes.ts';
import { nodeProvider as provider } from '../providers/node/index.ts';
import { leaves } from '../wire/annotate.ts';
import { encode } from '../wire/codec.ts';
import { annotateCertificate, type Certificate, parseCertificate } from './certificate.ts';
import { certificate } from './certificate-codec.ts';
import { createCertificate } from './create/certificate.ts';
import { distinguishedName } from './create/distinguished-name.ts';
import { subjectName } from './create/subject-names.ts';
import { extensionOf } from './extensions/codec.ts';
import { extensionTypes } from './extensions/table.ts';
import { generalNameText } from './general-name-text.ts';
import { nameOf } from './name.ts';
import { nameText } from './name-text.ts';

const roots = parsePemOf('CERTIFICATE', rootCertificates.join('\n'));
const native = roots.map((der) => new X509Certificate(der));

describe('the roots that Node bundles', () => {
  test('RFC 5280 §4.1: every one parses and encodes back byte for byte', () => {
    for (const der of roots) expect(toHex(encode(certificate, parseCertificate(der)))).toBe(toHex(der));
  });

  test('RFC 5280 §4.2: so does every extension, but for the superfluous zero bit in two roots of Trustwave', () => {
    const different = new Set<string>();
    for (const { subject, extensions } of roots.map(parseCertificate)) {
      for (const { name, value, extnValue } of extensions) {
        if (name === 'unknown') continue;
        const type: DerType<unknown> = extensionTypes[name];
        if (toHex(encode(type, value)) !== toHex(extnValue)) different.add(nameText(subject));
      }
    }
    for (const name of different) expect(name).toMatch(/^CN=Trustwave Global ECC P(256|384) /);
  });

  test('every byte of every one is named', () => {
    for (const der of roots) {
      const { root, error } = annotateCertificate(der);
      expect(error).toBeUndefined();
      let reached = 0;
      for (const { start, end } of leaves(root)) {
        if (start !== reached) expect.unreachable(`a gap before byte ${start}`);
        reached = end;
      }
      expect(reached).toBe(der.length);
    }
  });

  test('[J01] RFC 5280 §4.1.2: Node reads the same fields out of them', () => {
    for (const [index, der] of roots.entries()) {
      const parsed = parseCertificate(der);
      const other = native[index] as X509Certificate;
      expect(BigInt(`0x${toHex(parsed.serialNumber)}`)).toBe(BigInt(`0x${other.serialNumber}`));
      expect(parsed.validity.notBefore).toBe(Date.parse(other.validFrom));
      expect(parsed.validity.notAfter).toBe(Date.parse(other.validTo));
      const spki = other.publicKey.export({ format: 'der', type: 'spki' });
      expect(toHex(parsed.subjectPublicKeyInfo.der)).toBe(spki.toString('hex'));
      expect(parsed.extensions.some(({ name, value }) => name === 'basicConstraints' && value.cA)).toBe(other.ca);
    }
  });

  test('[J02] RFC 5280 §4.1.1.3: what is signed and the signature are told apart, and the key of the root signed it', async () => {
    for (const parsed of roots.map(parseCertificate)) expect(await verifies(parsed)).toBe(true);
  });

  test('parsing costs less than Node takes', () => {
    const [first] = roots as [Uint8Array];
    const time = (action: () => void): number => {
      const runs = Array.from({ length: 200 }, () => {
        const start = performance.now();
        action();
        return performance.now() - start;
      });
      return runs.sort((a, b) => a - b)[100] as number;
    };
    time(() => parseCertificate(first));
    expect(time(() => parseCertificate(first))).toBeLessThan(time(() => new X509Certificate(first)));
  });
});

const hasP384 = (der: Uint8Array): boolean => {
  const { key } = parseCertificate(der).subjectPublicKeyInfo;
  return key.kind === 'ec' && key.curve === 'secp384r1';
};

function verifies({ subjectPublicKeyInfo, signatureScheme, tbs, signature }: Certificate): boolean | Promise<boolean> {
  const key = provider.importPublicKey(subjectPublicKeyInfo.key);
  if (!key || !signatureScheme) throw new Error('a root with a key or signature that is not ours');
  return key.verify(signatureScheme, tbs, signature);
}

describe('what is written is what is read', async () => {
  const generated = await provider.generateKey({ kind: 'ed25519' });
  if (!generated) throw new Error('no Ed25519 keys here');
  const key = generated.privateKey;
  const make = async (options: Partial<Parameters<typeof createCertificate>[0]>): Promise<Uint8Array> =>
    createCertificate({
      provider,
      subject: distinguishedName({ commonName: 'a' }),
      issuer: distinguishedName({ commonName: 'a' }),
      publicKey: key.info,
      signer: { key },
      validity: { notBefore: 0, notAfter: 1000 },
      extensions: [],
      ...options,
    });

  test('[J08] a NUL in a name is kept and shown', async () => {
    const subject = distinguishedName({ commonName: 'paypal.com\0.badguy.com' });
    expect(nameText(parseCertificate(await make({ subject })).subject)).toBe('CN=paypal.com\\00.badguy.com');
    expect(generalNameText({ kind: 'dNSName', value: 'paypal.com\0.badguy.com' })).toBe(
      'DNS:paypal.com\\00.badguy.com',
    );
  });

  test('RFC 5280 §4.1.2.5: dates through 2049 are UTCTime, others GeneralizedTime', async () => {
    const validity = { notBefore: Date.UTC(2049, 11, 31, 23, 59, 59), notAfter: Date.UTC(2050, 0) };
    const der = await make({ validity });
    expect(parseCertificate(der).validity).toEqual({ ...validity, forms: undefined });
    const paths = leaves(annotateCertificate(der).root).map(({ path }) => path);
    expect(paths).toContain('Certificate.tbsCertificate.validity.notBefore.utcTime.value');
    expect(paths).toContain('Certificate.tbsCertificate.validity.notAfter.generalTime.value');
  });

  test('RFC 5280 §4.1.1.2: the two signature algorithms must be the same', async () => {
    const der = await make({});
    const inner = toHex(der).indexOf('300506032b6570');
    const outer = toHex(der).lastIndexOf('300506032b6570');
    expect(inner).toBeLessThan(outer);
    const forged = `${toHex(der).slice(0, outer)}300506032b6571${toHex(der).slice(outer + 14)}`;
    const refuse = (): unknown => parseCertificate(fromHex(forged));
    expect(refuse).toThrow(expect.objectContaining({ code: 'malformed_certificate', alert: 'bad_certificate' }));
    expect(refuse).toThrow('two different signature algorithms');
  });

  test('[J03] RFC 5280 §4.1.1.3: one changed bit, and the signature no longer holds', async () => {
    const parsed = parseCertificate(await make({}));
    expect(await verifies(parsed)).toBe(true);
    const tbs = parsed.tbs.slice();
    tbs[20] = (tbs[20] as number) ^ 1;
    expect(await verifies({ ...parsed, tbs })).toBe(false);
  });

  test('large certificates take little time, and what could take more is refused', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => subjectName(`host-${i}.example.test`));
    const wide = await make({ extensions: [extensionOf('subjectAltName', names)] });
    const part = { type: '1.2.3', value: { kind: 'utf8String', value: '' } } as const;
    const deep = await make({ subject: nameOf(Array.from({ length: 80_000 }, () => [part])) });
    const start = performance.now();
    expect(parseCertificate(wide).extensions[0]?.value).toHaveLength(10_000);
    expect(() => parseCertificate(deep)).toThrow('a list of more than 256');
    expect(performance.now() - start).toBeLessThan(200);
  });

  test('RFC 5480 §2.1.1: a trace names the curve of a key', () => {
    const { root } = annotateCertificate(
      parsePemOf('CERTIFICATE', rootCertificates.join('\n')).find(hasP384) as Uint8Array,
    );
    const parameters = 'Certificate.tbsCertificate.subjectPublicKeyInfo.algorithm.parameters.value';
    expect(leaves(root).find(({ path }) => path === parameters)?.meaning).toBe('secp384r1');
  });

  test('annotating says where a broken certificate breaks', async () => {
    const der = await make({});
    const broken = der.slice(0, -10);
    const { value, error, root } = annotateCertificate(broken);
    expect(value).toBeUndefined();
    expect(error?.message).toContain('bytes announced');
    expect(leaves(root).at(-1)?.end).toBe(broken.length);
  });
});
