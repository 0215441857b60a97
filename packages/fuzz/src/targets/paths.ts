/** Path validation over certificates that peers may send, with CRLs and OCSP responses about them. */

import { concat } from '../../../handfast/src/base/bytes.ts';
import { type Certificate, parseCertificate } from '../../../handfast/src/x509/certificate.ts';
import { parseCrl } from '../../../handfast/src/x509/crl.ts';
import { parseOcspResponse } from '../../../handfast/src/x509/ocsp/response.ts';
import { TrustAnchors } from '../../../handfast/src/x509/path/anchors.ts';
import { peerNameOf } from '../../../handfast/src/x509/path/peer-name.ts';
import { type PathResult, verifyCertificate } from '../../../handfast/src/x509/path/verify.ts';
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';
import { choosing } from './choose.ts';
import { attempt, claim } from './claims.ts';
import { mutateDer } from './der-mutation.ts';
import { now } from './flows/fixtures.ts';
import * as objects from './objects.ts';
import { toyProvider } from './toy-provider.ts';

const anchors = new TrustAnchors([objects.chain.at(-1) as Certificate]);
const name = peerNameOf('server.test');

/** A list of DER objects, each behind a length of two bytes. */
const joined = (items: readonly Uint8Array[]): Uint8Array =>
  concat(...items.flatMap((item) => [Uint8Array.of(item.length >> 8, item.length & 0xff), item]));

function parts(bytes: Uint8Array): readonly Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let at = 0; at + 2 <= bytes.length && items.length < 12; ) {
    const end = at + 2 + (bytes[at] as number) * 256 + (bytes[at + 1] as number);
    items.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return items;
}

function mutateOne(input: Uint8Array, random: Random): Uint8Array {
  const items = [...parts(input.subarray(1))];
  const at = random.below(items.length + 1);
  const item = items[at] ?? random.pick(objects.certificates);
  items[at] = random.below(6) === 0 ? random.pick(objects.certificates) : mutateDer(item, random);
  return choosing(input[0] ?? 0, joined(items.filter((one) => one.length < 2 ** 16)));
}

const parsed = <T>(items: readonly Uint8Array[], parse: (der: Uint8Array) => T): readonly T[] =>
  items.flatMap((item) => {
    const read = attempt(() => parse(item));
    return 'value' in read ? [read.value] : [];
  });

/** The first byte chooses how strictly. Whatever comes, there is an answer, and never a path that ends nowhere. */
export const pathTarget: Target = {
  reaches: ['x509/path/'],
  seeds: () => {
    const chain = objects.chain.slice(0, -1).map(({ der }) => der);
    return [0, 1, 2, 3].flatMap((strictness) => [
      choosing(strictness, joined(chain)),
      choosing(strictness, joined([objects.leaf.der, ...chain.slice(1)])),
    ]);
  },
  mutate: mutateOne,
  longest: 6000,
  weight: 2,
  run(input) {
    const [strictness = 0] = input;
    const [leaf, ...intermediates] = parsed(parts(input.subarray(1)), parseCertificate);
    if (leaf === undefined) return;
    const result = verifyCertificate({
      leaf,
      intermediates,
      anchors,
      provider: toyProvider,
      time: now,
      usage: strictness & 1 ? 'client' : 'server',
      profile: strictness & 2 ? 'web' : 'path',
      name: strictness & 4 ? undefined : name,
      policy: strictness & 8 ? { requireExplicitPolicy: true, acceptable: ['1.2.3'] } : undefined,
    } as Parameters<typeof verifyCertificate>[0]) as PathResult;
    claim(typeof result.accepted === 'boolean', 'no answer');
    if (!result.accepted) claim(result.reason.length > 0 && result.code.length > 0, 'a refusal without a reason');
  },
};

/** What is said about the certificates of a good chain, by anybody. */
export const revocationTarget: Target = {
  reaches: ['x509/revocation/'],
  seeds: () => [
    choosing(0, joined(objects.crls)),
    choosing(1, joined(objects.ocspResponses)),
    choosing(3, joined([...objects.crls, ...objects.ocspResponses])),
  ],
  mutate: mutateOne,
  longest: 6000,
  weight: 2,
  run(input) {
    const [strictness = 0] = input;
    const items = parts(input.subarray(1));
    const [leaf, ...intermediates] = objects.chain.slice(0, -1);
    const ocspResponses = parsed(items, parseOcspResponse);
    const stapled = strictness & 4 ? ocspResponses[0] : undefined;
    const mode = strictness & 1 ? 'require' : 'prefer';
    const scope = strictness & 2 ? 'chain' : 'leaf';
    const result = verifyCertificate({
      leaf: leaf as Certificate,
      intermediates,
      anchors,
      provider: toyProvider,
      time: now,
      usage: 'server',
      profile: 'path',
      revocation: { mode, scope, crls: parsed(items, parseCrl), ocspResponses, stapled },
    }) as PathResult;
    claim(typeof result.accepted === 'boolean', 'no answer');
  },
};
