/** Fingerprints of hellos: JA3, JA3S and JA4. They tell programs apart, and nothing more. */

import type { CryptoProvider, HashName } from 'handfast/crypto';
import { isGrease } from 'handfast/registry';
import type { Connection } from '../../model.ts';
import { toHex, utf8 } from '../bytes.ts';
import {
  type ClientHelloFacts,
  extensionValue,
  hasExtension,
  offeredVersions,
  type ServerHelloFacts,
} from '../hello.ts';

/** A fingerprint and the text that was hashed. */
export interface Fingerprint {
  readonly text: string;
  readonly hash: string;
}

const digest = (crypto: CryptoProvider, name: HashName, text: string): string =>
  toHex(crypto.hash(name).update(utf8(text)).digest());

const withoutGrease = (values: readonly number[]): readonly number[] => values.filter((value) => !isGrease(value));

/** `version,suites,extensions,groups,point formats`, in decimal and without GREASE, through MD5. */
export function ja3(crypto: CryptoProvider, hello: ClientHelloFacts): Fingerprint {
  const { extensions } = hello;
  const groups = extensionValue(extensions, 'ClientHello', 'supported_groups') ?? [];
  const formats = extensionValue(extensions, 'ClientHello', 'ec_point_formats') ?? [];
  const lists = [hello.suites, extensions.map(({ id }) => id), groups].map((list) => withoutGrease(list).join('-'));
  const text = [hello.version, ...lists, formats.join('-')].join(',');
  return { text, hash: digest(crypto, 'md5', text) };
}

/** `version,suite,extensions` of the answer. */
export function ja3s(crypto: CryptoProvider, { version, suite, extensions }: ServerHelloFacts): Fingerprint {
  const text = [version, suite, withoutGrease(extensions.map(({ id }) => id)).join('-')].join(',');
  return { text, hash: digest(crypto, 'md5', text) };
}

/**
 * JA4 of a client: `t13d1516h2_8daaf6152771_e5627efa2ab1`. The text is JA4_r: the same with lists in the place of
 * their hashes.
 */
export function ja4(
  crypto: CryptoProvider,
  hello: ClientHelloFacts,
  connection: Connection,
  isQuic: boolean,
): Fingerprint {
  const { extensions } = hello;
  const suites = withoutGrease(hello.suites);
  const ids = withoutGrease(extensions.map(({ id }) => id));
  const carrier = isQuic ? 'q' : connection.carrier === 'stream' ? 't' : 'd';
  const name = hasExtension(extensions, 0) ? 'd' : 'i';
  const counts = [suites, ids].map((list) => two(Math.min(list.length, 99))).join('');
  const head = `${carrier}${versionOf(hello)}${name}${counts}${protocolOf(hello)}`;
  const suiteText = sortedHex(suites);
  const schemes = withoutGrease(extensionValue(extensions, 'ClientHello', 'signature_algorithms') ?? []);
  const sorted = sortedHex(ids.filter((id) => id !== 0 && id !== 16));
  const extensionText = schemes.length === 0 ? sorted : `${sorted}_${schemes.map(hex4).join(',')}`;
  const short = (text: string, isEmpty: boolean): string =>
    isEmpty ? '0'.repeat(12) : digest(crypto, 'sha256', text).slice(0, 12);
  return {
    text: `${head}_${suiteText}_${extensionText}`,
    hash: `${head}_${short(suiteText, suites.length === 0)}_${short(extensionText, ids.length === 0)}`,
  };
}

const versionCodes: Readonly<Record<number, string>> = {
  0x0304: '13',
  0x0303: '12',
  0x0302: '11',
  0x0301: '10',
  0x0300: 's3',
  0x0002: 's2',
  0xfeff: 'd1',
  0xfefd: 'd2',
  0xfefc: 'd3',
};

function versionOf(hello: ClientHelloFacts): string {
  const offered = offeredVersions(hello);
  // DTLS counts downwards.
  const newest = offered.some((one) => one > 0xf000) ? Math.min(...offered) : Math.max(...offered);
  return versionCodes[newest] ?? '00';
}

/** First and last character of the first ALPN name; in hexadecimal when they are no letters or digits. */
function protocolOf({ extensions }: ClientHelloFacts): string {
  const [name] = extensionValue(extensions, 'ClientHello', 'application_layer_protocol_negotiation') ?? [];
  if (name === undefined || name.length === 0) return '00';
  const ends = [name[0] as number, name.at(-1) as number];
  const text = String.fromCharCode(...ends);
  if (/^[0-9A-Za-z]{2}$/.test(text)) return text;
  const hex = toHex(Uint8Array.from(ends));
  return `${hex[0]}${hex[3]}`;
}

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');
const two = (value: number): string => String(value).padStart(2, '0');
const sortedHex = (values: readonly number[]): string => values.map(hex4).sort().join(',');
