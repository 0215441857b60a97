/** Certificates with keys that agree and do not sign, which nobody issues any more. RFC 3279 §2.3.3, §2.3.5 */

import { positiveInteger } from '../../asn1/integer.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import type { CredentialOptions } from '../../engine/options.ts';
import { authority, now } from '../../engine/testing/fixtures.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { encode } from '../../wire/codec.ts';
import { parseCertificate } from '../../x509/certificate.ts';
import { createCertificate } from '../../x509/create/certificate.ts';
import { distinguishedName } from '../../x509/create/distinguished-name.ts';
import { leafExtensions, type Usage } from '../../x509/create/profiles.ts';
import { subjectName } from '../../x509/create/subject-names.ts';
import { type DhDomain, dhAlgorithm } from '../../x509/dh-key.ts';
import { extensionOf } from '../../x509/extensions/codec.ts';
import { oneAsymmetricKey } from '../../x509/pkcs8.ts';

/** A Diffie-Hellman key of this value, or of a random one, in PKCS #8. */
export function dhPkcs8(domain: DhDomain, value: Uint8Array = nodeProvider.random(40)): Uint8Array {
  return encode(oneAsymmetricKey, {
    version: 1,
    privateKeyAlgorithm: dhAlgorithm(domain),
    privateKey: encode(positiveInteger, value),
  });
}

/** Issued by the authority of all tests; without `digitalSignature`. */
export async function agreeing(pkcs8: Uint8Array, name: string, usage: Usage): Promise<CredentialOptions> {
  const key = nodeProvider.importPrivateKey(pkcs8) as PrivateKey;
  const issuer = parseCertificate(authority.certificate).subject;
  const profile = { provider: nodeProvider, publicKey: key.info, issuerKey: authority.key.info, usages: [usage] };
  const extensions = leafExtensions({ ...profile, names: [subjectName(name)] }).map((one) =>
    one.name === 'keyUsage' ? extensionOf('keyUsage', ['keyAgreement'], true) : one,
  );
  const leaf = await createCertificate({
    provider: nodeProvider,
    publicKey: key.info,
    issuer,
    signer: { key: authority.key },
    extensions,
    subject: distinguishedName({ commonName: name }),
    validity: { notBefore: now - 1000, notAfter: now + 1_000_000 },
  });
  return { chain: [leaf], key };
}
