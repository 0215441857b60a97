/** Cipher suites as BoringSSL has them: its defaults, and the lists of `-cipher` in OpenSSL's language. */

import { cipherSuites, suiteByName } from 'handfast/registry';
import { notImplemented } from './failure.ts';

/** Suites up to TLS 1.2 that are on by default, in BoringSSL's order of preference. */
const defaults: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_PSK_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_PSK_WITH_AES_256_CBC_SHA',
];

const tripleDes = 'TLS_RSA_WITH_3DES_EDE_CBC_SHA';

/** The suites up to TLS 1.2 of a list; those of PSKs only where there is one. */
export function classicSuites(list: string | undefined, hasPsk: boolean): readonly string[] {
  const chosen = list === undefined ? defaults : words(list).reduce(apply, []);
  return chosen.filter((name) => hasPsk || !name.includes('PSK'));
}

/** Sets of suites that a list puts in brackets. */
export const equalSuites = (list = ''): readonly (readonly string[])[] =>
  [...list.matchAll(/\[([^\]]*)\]/g)].map(([, set = '']) => words(set).flatMap(suitesOf));

const words = (list: string): readonly string[] =>
  list
    .replaceAll(/[[\]]/g, '')
    .split(/[:|]/)
    .filter((word) => word !== '');

/** One word of a list: a name, a class of suites, or a class that is taken away. */
function apply(chosen: readonly string[], word: string): readonly string[] {
  const [, sign, name = ''] = /^([!-]?)(.+)$/.exec(word) ?? [];
  const named = suitesOf(name);
  if (sign !== '') return chosen.filter((suite) => !named.includes(suite));
  return [...chosen, ...named.filter((suite) => !chosen.includes(suite))];
}

function suitesOf(name: string): readonly string[] {
  if (name === 'DEFAULT' || name === 'ALL') return defaults;
  if (name === '3DES') return [tripleDes];
  if (name === 'AES') return defaults.filter((suite) => suite.includes('_AES_'));
  if (name === 'AES128') return defaults.filter((suite) => suite.includes('_AES_128_'));
  const known = opensslNames.get(name) ?? name;
  if (suiteByName(known) === undefined) throw notImplemented(`-cipher ${name}`);
  return [known];
}

/** OpenSSL's names of the suites that tests ask for, where IANA has others. */
const opensslNames: ReadonlyMap<string, string> = new Map(
  cipherSuites().map(({ name }) => [name.replace(/^TLS_/, '').replace('_WITH_', '-').replaceAll('_', '-'), name]),
);
