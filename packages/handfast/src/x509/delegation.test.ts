import { describe, expect, test } from 'vitest';
import { run } from '../base/awaitable.ts';
import { MisuseError, type ProtocolError } from '../base/errors.ts';
import type { GeneratedKey } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { isDelegable, type SigningSchemeName, schemeNamed, usualSchemes } from '../registry/signature-schemes.ts';
import { decode } from '../wire/codec.ts';
import { DelegatedCredential } from '../wire/extensions/delegated-credential.ts';
import { parseCertificate } from './certificate.ts';
import { createDelegatedCredential } from './create/delegation.ts';
import { createDevelopmentCa } from './create/development-ca.ts';
import { type DelegationRequest, verifyDelegation } from './delegation.ts';

const now = Date.UTC(2026, 6, 1);
const hour = 3_600_000;
const day = 24 * hour;
const authority = await createDevelopmentCa(nodeProvider, { now });
const issue = async (delegates: boolean) => {
  const { chain, key } = await authority.issue(['server.test'], { delegates });
  return { certificate: parseCertificate(chain[0] as Uint8Array), key };
};
const owner = await issue(true);
const { privateKey: young } = (await nodeProvider.generateKey({ kind: 'ed25519' })) as GeneratedKey;
const { privateKey: rsa } = (await nodeProvider.generateKey({ kind: 'rsa', bits: 2048 })) as GeneratedKey;

const wishes = { ...owner, publicKey: young.info, now, expires: now + 2 * day };
const delegated = decode(DelegatedCredential, await createDelegatedCredential(wishes));
const verify = (changes: Partial<DelegationRequest> = {}) =>
  run(
    verifyDelegation({
      provider: nodeProvider,
      leaf: owner.certificate,
      delegated,
      now,
      delegatedSchemes: usualSchemes.filter(isDelegable),
      schemes: usualSchemes,
      ...changes,
    }),
  );

function reasonOf(changes: Partial<DelegationRequest>): unknown {
  try {
    return verify(changes);
  } catch (error) {
    const { code, details } = error as ProtocolError;
    return `${code}: ${String(details['why'])}`;
  }
}

test('RFC 9345 §4: what is delegated is a key and the one scheme that it signs with', () => {
  const { publicKey, scheme } = verify() as { publicKey: { key: unknown }; scheme: unknown };
  expect(publicKey.key).toEqual(young.info);
  expect(scheme).toBe(schemeNamed('ed25519'));
});

describe('RFC 9345 §4.1.3: a delegation is refused', () => {
  const { cred } = delegated;
  const seconds = (count: number) => ({ ...delegated, cred: { ...cred, validTime: count } });
  const named = (...names: readonly SigningSchemeName[]) => names.map(schemeNamed);
  const cases: readonly (readonly [string, Partial<DelegationRequest>, string])[] = [
    ['after its end', { now: now + 2 * day + 1 }, 'it has expired'],
    ['when it lasts for more than seven days', { delegated: seconds(8 * 86_400) }, 'it lasts for more than seven days'],
    ['when another time was signed', { delegated: seconds(cred.validTime - 1) }, 'its signature is wrong'],
    ['when nobody signed it', { delegated: { ...delegated, signature: new Uint8Array(64) } }, 'its signature is wrong'],
    [
      'for a scheme that was not offered',
      { delegatedSchemes: named('mldsa44') },
      'it rests on ed25519 with a key of kind ed25519',
    ],
    [
      'when it is signed with one that was not offered',
      { schemes: named('ed25519') },
      'it rests on ecdsa_secp256r1_sha256 with a key of kind ec',
    ],
    [
      'for a scheme that is not the key’s',
      { delegated: { ...delegated, cred: { ...cred, certVerifyAlgorithm: 0x0403 } } },
      'it rests on ecdsa_secp256r1_sha256 with a key of kind ed25519',
    ],
    [
      'for what is no key',
      { delegated: { ...delegated, cred: { ...cred, subjectPublicKeyInfo: new Uint8Array(9) } } },
      'its key is malformed',
    ],
  ];
  test.each(cases)('%s', (_, changes, why) => {
    expect(reasonOf(changes)).toBe(`bad_delegated_credential: ${why}`);
  });

  test('by a certificate without delegationUsage', async () => {
    const other = await issue(false);
    const theirs = decode(DelegatedCredential, await createDelegatedCredential({ ...wishes, ...other }));
    expect(reasonOf({ leaf: other.certificate, delegated: theirs })).toBe(
      'bad_delegated_credential: the certificate does not allow it',
    );
  });
});

test('RFC 9345 §4, §4.1.3: none is made that nobody would accept', async () => {
  const make = async (changes: object) => createDelegatedCredential({ ...wishes, ...changes });
  await expect(make({ expires: now + 8 * day })).rejects.toThrow(MisuseError);
  await expect(make({ expires: now })).rejects.toThrow(MisuseError);
  await expect(make({ now: now + 396 * day, expires: now + 400 * day })).rejects.toThrow(/not after its certificate/);
  await expect(make({ publicKey: rsa.info })).rejects.toThrow(/cannot delegate to one of kind rsa/);
  await expect(make({ scheme: 'ecdsa_secp256r1_sha256' })).rejects.toThrow(MisuseError);
});
