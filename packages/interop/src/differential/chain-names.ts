/** Names and name constraints to choose from: usual ones, and those about which opinions differ. */

import { distinguishedName, type GeneralName, type NameConstraints } from 'handfast/x509';
import type { Random } from './random.ts';

const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });
const mail = (value: string): GeneralName => ({ kind: 'rfc822Name', value });
const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
const ip = (...bytes: readonly number[]): GeneralName => ({ kind: 'iPAddress', value: Uint8Array.from(bytes) });
const directory = (commonName: string): GeneralName => ({
  kind: 'directoryName',
  value: distinguishedName({ commonName }),
});

export const usualNames: readonly GeneralName[] = [
  ...['example.com', 'www.example.com', '*.example.com', 'a.b.example.com', 'example.org', '*.b.example.com'].map(dns),
  ...['example.com', 'x.example.com', 'xn--bcher-kva.example', '*.example.org'].map(dns),
  ip(192, 0, 2, 1),
  ip(10, 0, 0, 1),
  mail('a@example.com'),
  uri('https://www.example.com/x'),
];

/** What certificates should not have, and some do. */
export const oddNames: readonly GeneralName[] = [
  ...['*.com', '*', 'w*.example.com', '*w.example.com', 'www.*.com', '_x.example.com', 'example.com.'].map(dns),
  ...['.example.com', '', 'a..example.com', 'example.com\0.evil.example', ' example.com', '192.0.2.1'].map(dns),
  ...['EXAMPLE.com', 'www.example.com:443', '-a.example.com', 'xn--*.example', 'com'].map(dns),
  ...['example.com', 'a@b@example.com', '"a b"@example.com', 'a@EXAMPLE.com', '@example.com'].map(mail),
  ...['https://192.0.2.1/', 'mailto:a@example.com', '//example.com', 'https://EXAMPLE.com:443/'].map(uri),
  ip(192, 0, 2),
  directory('leaf'),
  { kind: 'registeredID', value: '1.2.3.4' },
];

const constraints: readonly GeneralName[] = [
  ...['example.com', 'com', 'b.example.com', 'example.org', 'www.example.com', 'org', 'example', 'example.com'].map(
    dns,
  ),
  ip(192, 0, 2, 0, 255, 255, 255, 0),
  ip(10, 0, 0, 0, 255, 0, 0, 0),
  ip(0, 0, 0, 0, 0, 0, 0, 0),
  ...['example.com', '.example.com', 'a@example.com'].map(mail),
  ...['example.com', '.example.com', 'www.example.com'].map(uri),
  directory('leaf'),
  distinguishable('leaf'),
];

const oddConstraints: readonly GeneralName[] = [
  ...['', '.example.com', '*.example.com', 'EXAMPLE.com', '.', 'a..b'].map(dns),
  ip(192, 0, 2, 0, 255, 0, 255, 0),
  ip(192, 0, 2, 0),
  ...['', '@example.com', 'a@'].map(mail),
  ...['', 'https://example.com', 'example.com:443'].map(uri),
  { kind: 'registeredID', value: '1.2.3.4' },
];

export function constraintsOf(random: Random): NameConstraints {
  const subtree = (): { base: GeneralName; minimum: number } => ({
    base: random.pick(random.percent(5) ? oddConstraints : constraints),
    minimum: random.percent(1) ? 1 : 0,
  });
  const subtrees = (most: number) => Array.from({ length: 1 + random.below(most) }, subtree);
  if (random.percent(40)) return { excludedSubtrees: subtrees(1) };
  return { permittedSubtrees: subtrees(3), ...(random.percent(25) && { excludedSubtrees: subtrees(1) }) };
}

/** The same name in another string type and case, which RFC 5280 §7.1 takes for the same. */
function distinguishable(text: string): GeneralName {
  return { kind: 'directoryName', value: distinguishedName({ commonName: text.toUpperCase() }) };
}
